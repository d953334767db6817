package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
