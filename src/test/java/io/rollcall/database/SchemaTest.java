package io.rollcall.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.operation.FakeCluster;
import io.rollcall.operation.OperationsFixture;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.scope.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Versions of the schema: a newer one is added while the old program runs, and refused when the old program
/// starts.
class SchemaTest {
    private static final Command ALL = OperationsFixture.EVERYTHING;

    @TempDir
    Path folder;

    /// What a newer version does to the database: it adds, and writes down that it did.
    private static void migrateToNewer(Database database) {
        database.change(connection -> {
            Sql.update(connection, "create table invented_later (id text not null primary key)");
            Sql.update(connection, "alter table operation add column invented_later text");
            Sql.update(connection, "alter table cluster add column invented_later integer not null default 7");
            Sql.update(connection, """
                    insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,
                        installed_by, execution_time, success)
                    values (9000, '9000', 'invented later', 'SQL', 'V9000__invented_later.sql', 1, 'test', 1, %s)
                    """.formatted(database.exclusive() ? "1" : "true"));
        });
    }

    @Test
    void whatRunsGoesOnWhileANewerVersionHasBroughtTheSchemaUpToDate() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.crowd("c", 5);
            OperationId before = fixture.accept(site, ALL);
            migrateToNewer(fixture.database);
            assertThat(fixture.finish(site, before).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(fixture.run(site, ALL).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(fixture.operations.status(site.id()).synchronous()).isTrue();
        }
    }

    @Test
    void anOlderProgramRefusesANewerSchemaInASentenceAndChangesNothing() {
        TestDatabase place = TestDatabase.in(folder);
        try (Database database = place.open()) {
            migrateToNewer(database);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(place::open)
                    .isInstanceOf(SchemaException.class)
                    .hasMessageMatching("the database has schema version 9000, and this version of rollcall knows those"
                            + " up to [0-9]+: start the version that made it, or a newer one; nothing was changed");
        }
    }
}
