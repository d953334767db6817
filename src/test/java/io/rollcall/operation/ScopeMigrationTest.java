package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Database;
import io.rollcall.database.Pools;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.store.ScopeStore;
import io.rollcall.operation.store.StatusReader;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.target.ObjectKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an existing installation is taken to have asked for.
class ScopeMigrationTest {
    @TempDir
    Path folder;

    private static void cluster(Connection connection, String id, boolean everything) throws SQLException {
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                values (?, 'last', ?, 1, 0, 0, 0)
                """, id, everything);
    }

    private static void operation(Connection connection, String id, String cluster, String action, boolean everything)
            throws SQLException {
        Sql.update(connection, """
                insert into operation (id, cluster_id, action, everything, command, dry_run, user_id, user_name,
                    credential, address, request_id, accepted_at, state, stage, released, stop_requested, token,
                    lease_until, notes)
                values (?, ?, ?, ?, '', 0, '', '', '', '', '', 0, 'completed', '', 'none', 0, 1, 0, '[]')
                """, id, cluster, action, everything);
    }

    private static void deleted(Connection connection, String operation, int number, String name) throws SQLException {
        Sql.update(connection, """
                insert into result (operation_id, number, stage, kind, name, action, reason, outcome)
                values (?, ?, '', 'user', ?, 'delete', '', 'applied')
                """, operation, number, name);
    }

    private static void user(Connection connection, String cluster, String name) throws SQLException {
        Sql.update(connection, "insert into roll_user values (?, ?, ?)", cluster, "id-" + name, name);
    }

    @Test
    void anExistingInstallationHasASensibleScopeAndIsNotTrueBeforeItIsLookedAt() throws SQLException {
        Pools pools = Pools.sqlite(folder.resolve("old.db"));
        try (HikariDataSource old = pools.migrations()) {
            MigrateResult ignored = Flyway.configure()
                    .dataSource(old)
                    .locations("classpath:db/common")
                    .target("3")
                    .load()
                    .migrate();
            try (Connection connection = old.getConnection()) {
                cluster(connection, "full", true);
                operation(connection, "1", "full", "sync", true);
                user(connection, "full", "alice");

                cluster(connection, "less", false);
                operation(connection, "2", "less", "cancel", false);
                deleted(connection, "2", 1, "before");
                operation(connection, "3", "less", "sync", true);
                operation(connection, "4", "less", "cancel", false);
                deleted(connection, "4", 1, "carol");
                deleted(connection, "4", 2, "alice");
                user(connection, "less", "alice");

                cluster(connection, "names", false);
                operation(connection, "5", "names", "sync", false);
                user(connection, "names", "bob");
                Sql.update(connection, "insert into roll_group values ('names', 'id-red', 'red', 1)");
                Sql.update(connection, "insert into roll_group values ('names', 'id-blue', 'blue', 0)");

                cluster(connection, "nothing", false);
                connection.commit();
            }
        }
        try (Database database = Database.open(pools, writers -> writers)) {
            assertThat(scope(database, "full")).isEqualTo(new Scope(true, Set.of(), Set.of()));
            assertThat(scope(database, "less").everything()).isTrue();
            assertThat(scope(database, "less").cancelled())
                    .containsExactly(new Scope.Entry(ObjectKind.USER, "carol", null));
            assertThat(scope(database, "names").everything()).isFalse();
            assertThat(scope(database, "names").asked())
                    .containsExactlyInAnyOrder(
                            new Scope.Entry(ObjectKind.USER, "bob", new IamId("id-bob")),
                            new Scope.Entry(ObjectKind.GROUP, "red", new IamId("id-red")));
            assertThat(scope(database, "nothing")).isEqualTo(Scope.EMPTY);
            StatusReader statuses = new StatusReader(database, InstantSource.system(), Duration.ofMinutes(3));
            assertThat(statuses.status(new ClusterId("full"))).isEqualTo(new ClusterStatus(false, false));
        }
    }

    private static Scope scope(Database database, String cluster) {
        return database.read(connection -> ScopeStore.load(connection, new ClusterId(cluster)));
    }
}
