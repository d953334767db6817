package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.IamId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.store.OwnershipStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDirectoryTest {
    @Test
    void aNumberIsGivenOnceInADirectory(@TempDir Path folder) {
        try (Database database = TestDatabase.in(folder).open()) {
            give(database, "directory-1", "u-1", 20_000);
            give(database, "directory-2", "u-2", 20_000);

            assertThat(conflictOf(database, "directory-1", "u-2", 20_000)).isTrue();
            assertThat(conflictOf(database, "directory-1", "u-2", 20_001)).isFalse();
            assertThat(database.read(connection -> OwnershipStore.numbers(connection, "directory-1"))
                            .users())
                    .isEqualTo(Map.of(new IamId("u-1"), 20_000, new IamId("u-2"), 20_001));
        }
    }

    private static boolean conflictOf(Database database, String directory, String id, int number) {
        try {
            give(database, directory, id, number);
            return false;
        } catch (DatabaseException e) {
            return e.isConflict();
        }
    }

    private static void give(Database database, String directory, String id, int number) {
        database.change(connection ->
                OwnershipStore.keepNumbers(connection, directory, Map.of(new IamId(id), number), Map.of()));
    }
}
