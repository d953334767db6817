package io.rollcall.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.operation.FakeCluster;
import io.rollcall.operation.OperationsFixture;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.scope.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /// What a start does not ask Flyway for.
    @Test
    void theKnownMigrationsAreThoseThatFlywayRecords() throws IOException {
        try (Database database = TestDatabase.in(folder).open();
                InputStream known = Objects.requireNonNull(Schema.class.getResourceAsStream("/db/known.txt"))) {
            List<String> recorded = database.read(connection -> Sql.list(
                    connection,
                    "select script, checksum from flyway_schema_history where version is not null"
                            + " order by installed_rank",
                    row -> row.getString(1) + " " + row.getInt(2)));
            assertThat(new String(known.readAllBytes(), UTF_8).lines())
                    .as("copy these lines into src/main/resources/db/known.txt:\n" + String.join("\n", recorded))
                    .containsExactlyElementsOf(recorded);
        }
    }

    @Test
    void anotherFileThanTheOneThatMadeTheSchemaIsRefusedAsBefore() {
        TestDatabase place = TestDatabase.in(folder);
        try (Database database = place.open()) {
            database.change(connection -> Sql.update(
                    connection, "update flyway_schema_history set checksum = checksum + 1 where version = '2'"));
        }
        assertThatThrownBy(place::open).hasStackTraceContaining("checksum mismatch");
    }

    @Test
    void aMigrationThatIsMissingIsMadeUpFor() {
        TestDatabase place = TestDatabase.in(folder);
        try (Database database = place.open()) {
            database.change(connection -> {
                Sql.update(connection, "drop table cluster_definition");
                Sql.update(connection, "drop table cluster_definition_count");
                Sql.update(connection, "create index result_object on result (name)");
                Sql.update(connection, "drop index result_name");
                Sql.update(connection, "delete from flyway_schema_history where version in ('12', '13')");
            });
        }
        try (Database database = place.open()) {
            Optional<Integer> rows = database.read(connection ->
                    Sql.first(connection, "select count(*) from cluster_definition", row -> row.getInt(1)));
            assertThat(rows).contains(0);
        }
    }
}
