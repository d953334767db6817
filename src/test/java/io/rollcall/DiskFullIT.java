package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the embedded database is full in the middle of a run. What was promised is done when there is room
/// again: without any other action, or with a start where the process was killed.
class DiskFullIT {
    private static final int USERS = 1500;
    private static final int GROUPS = 10;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void whatWasPromisedIsDoneWhenThereIsRoomAgain() throws Exception {
        try (CrashWorld world = new CrashWorld(folder.resolve("full"), CrashWorld.Directory.SLAPD, USERS, GROUPS);
                SmallDisk disk = SmallDisk.at(world.data(), 32)) {
            world.start(disk).awaitReady();
            CompletableFuture<Long> full = fillBefore(world, disk, "user0200");
            world.synchronize();
            awaitFelt(world, full);
            Reply refused = world.trySynchronize();
            assertThat(refused.status()).as(refused.body()).isEqualTo(500);
            assertThat(refused.errorCode()).isEqualTo("12000004");
            assertThat(world.get("/iam-sync").toString()).isEqualTo("{\"is_synchronizing\":true}");
            // Not in the slice that was being made when the first could not be recorded.
            assertThat(world.has("uid=user1400,ou=Peoples", "1.1")).isFalse();
            full = fillBefore(world, disk, "user1400");
            disk.free();

            awaitFelt(world, full);
            world.process().kill();
            disk.free();
            emptyLog(disk);
            disk.fill();
            assertThat(world.start(disk).awaitExit()).isEqualTo(1);
            assertThat(world.process().err().lines().toList())
                    .last(InstanceOfAssertFactories.STRING)
                    .startsWith("rollcall cannot start: ")
                    .contains("disk is full");
            disk.free();

            world.start(disk);
            world.awaitIdle();
            assertThat(world.get("/iam-sync/is-synchronous")).hasToString("{\"is_synchronous\":true}");
            assertThat(world.get("/iam-sync/operations").path("operations")).hasSize(1);
            assertThat(world.dump()).isEqualTo(undisturbed());
        }
    }

    private SortedMap<String, SortedMap<String, List<String>>> undisturbed() throws Exception {
        try (CrashWorld world =
                new CrashWorld(folder.resolve("undisturbed"), CrashWorld.Directory.SLAPD, USERS, GROUPS)) {
            world.start();
            world.synchronize();
            world.awaitIdle();
            return world.dump();
        }
    }

    /// Fills the disk right before that account is made.
    ///
    /// @return how often the server had been interrupted until then, when the disk is full
    private static CompletableFuture<Long> fillBefore(CrashWorld world, SmallDisk disk, String user) {
        CompletableFuture<Long> full = new CompletableFuture<>();
        world.beforeAccount(user, () -> {
            try {
                disk.fill();
                full.complete(interruptions(world));
            } catch (IOException e) {
                full.completeExceptionally(e);
            }
        });
        return full;
    }

    private static void awaitFelt(CrashWorld world, CompletableFuture<Long> full) throws Exception {
        long before = full.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        Waiting.until("the server felt it", TIMEOUT, () -> interruptions(world) > before);
    }

    /// Moves what SQLite's log holds into the database: a start writes over a log that it has read, so with one it
    /// may need no room, by how far the killed process had come.
    private void emptyLog(SmallDisk disk) throws Exception {
        Path copied = Files.createDirectories(folder.resolve("copied"));
        for (String name : List.of("rollcall.db", "rollcall.db-wal")) {
            Files.copy(disk.file(name), copied.resolve(name));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copied.resolve("rollcall.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        Files.copy(copied.resolve("rollcall.db"), disk.file("rollcall.db"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(disk.file("rollcall.db-wal"), new byte[0]);
    }

    private static long interruptions(CrashWorld world) {
        return world.process()
                .err()
                .lines()
                .filter(line -> line.contains("operation interrupted"))
                .count();
    }
}
