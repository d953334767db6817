package io.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.rollcall.backup.Backup;
import io.rollcall.backup.Restore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From one kind of database to the other, and what only a shared database can meet.
class MigrationIT {
    @TempDir
    Path folder;

    private static long accounts(Pools pools) {
        try (Database database = Database.reading(pools)) {
            return database.read(connection -> Sql.first(
                            connection, "select count(*) from roll_user where name = 'Zoë 李'", row -> row.getLong(1))
                    .orElseThrow());
        }
    }

    @Test
    void aLaptopsStateMovesToPostgresqlAndBack() throws Exception {
        Pools laptop = Pools.sqlite(folder.resolve("laptop.db"));
        Pools production = Pools.postgresOnce(Postgres.shared().newDatabase());
        Pools laptopAgain = Pools.sqlite(folder.resolve("again.db"));
        try (Database database = Database.open(laptop, writer -> writer)) {
            database.change(connection -> Sql.update(
                    connection, "insert into roll_user (cluster_id, iam_id, name) values ('c', 'u', 'Zoë 李')"));
        }
        var written = Backup.of(laptop, folder.resolve("there"));
        assertThat(Restore.into(production, folder.resolve("there"), false)).isEqualTo(written);
        assertThat(accounts(production)).isEqualTo(1);
        assertThat(Backup.of(production, folder.resolve("back"))).isEqualTo(written);
        assertThat(Restore.into(laptopAgain, folder.resolve("back"), false)).isEqualTo(written);
        assertThat(accounts(laptopAgain)).isEqualTo(1);
    }

    @Test
    void whatTheFirstVersionWroteIsStillThereAndCountedOn() throws Exception {
        for (Pools pools : List.of(
                Pools.sqlite(folder.resolve("first.db")),
                Pools.postgresOnce(Postgres.shared().newDatabase()))) {
            try (HikariDataSource old = pools.migrations()) {
                MigrateResult ignored = Flyway.configure()
                        .dataSource(old)
                        .locations("classpath:db/common")
                        .target("1")
                        .load()
                        .migrate();
                writeAudit(old, "c", "c", "d", "c", "c");
            }
            try (Database database = Database.open(pools, writers -> writers)) {
                assertThat(counts(database)).containsExactly("c 4 last 5", "d 1 last 3");
            }
        }
    }

    /// As the first version did: numbered for all clusters together.
    private static void writeAudit(DataSource database, String... clusters) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (int i = 0; i < clusters.length; i++) {
                Sql.update(
                        connection,
                        "insert into audit (number, at, cluster_id, event, detail) values (?, 1, ?, 'accepted', '')",
                        i + 1,
                        clusters[i]);
            }
            connection.commit();
        }
    }

    private static List<String> counts(Database database) {
        return database.read(connection -> Sql.list(
                connection,
                "select a.cluster_id, count(*), max(k.last) from audit a"
                        + " join audit_count k on k.cluster_id = a.cluster_id group by a.cluster_id order by 1",
                row -> "%s %d last %d".formatted(row.getString(1), row.getLong(2), row.getLong(3))));
    }

    @Test
    void whileAReplicaIsConnectedNothingIsRestored() throws Exception {
        PostgresSettings settings = Postgres.shared().newDatabase();
        Path file = folder.resolve("a.state");
        try (Database _ = Database.open(settings)) {
            Backup.of(settings, file);
            assertThatThrownBy(() -> Restore.into(settings, file, true))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("stop every replica first");
        }
    }

    @Test
    void replicasThatStartAtTheSameMomentOnAnEmptyDatabaseAllComeUp() throws Exception {
        PostgresSettings settings = Postgres.shared().newDatabase();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Database>> opened = threads.invokeAll(List.of(
                    () -> Database.open(settings), () -> Database.open(settings), () -> Database.open(settings)));
            for (Future<Database> one : opened) {
                try (Database database = one.get()) {
                    database.check();
                }
            }
        }
    }
}
