package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the embedded database is full in the middle of a run. What was promised is done when there is room
/// again, without anybody doing anything else, and also when the process was killed meanwhile.
class DiskFullIT {
    private static final int USERS = 1500;
    private static final int GROUPS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private SortedMap<String, SortedMap<String, List<String>>> undisturbed() throws Exception {
        try (CrashWorld world =
                new CrashWorld(folder.resolve("undisturbed"), CrashWorld.Directory.SLAPD, USERS, GROUPS)) {
            world.start();
            world.synchronize();
            world.awaitIdle();
            return world.dump();
        }
    }

    @Test
    void whatWasPromisedIsDoneWhenThereIsRoomAgain() throws Exception {
        SortedMap<String, SortedMap<String, List<String>>> undisturbed = undisturbed();
        try (CrashWorld world = new CrashWorld(folder.resolve("full"), CrashWorld.Directory.SLAPD, USERS, GROUPS);
                SmallDisk disk = SmallDisk.at(world.data(), 32)) {
            world.start(disk).awaitReady();
            world.synchronize();
            fillInTheMiddle(world, disk, "user0300");
            Reply refused = world.trySynchronize();
            System.out.println(refused.status() + " " + refused.body());
            System.out.println(world.process().err());
            assertThat(world.get("/iam-sync").toString()).isEqualTo("{\"is_synchronizing\":true}");
            disk.free();
            world.awaitIdle();
            assertThat(world.dump()).isEqualTo(undisturbed);
        }
    }

    private static void fillInTheMiddle(CrashWorld world, SmallDisk disk, String user) throws Exception {
        Waiting.closelyUntil(user + " is there", PATIENCE, () -> world.has("uid=" + user + ",ou=Peoples", "1.1"));
        disk.fill();
        Waiting.until(
                "the server felt it", PATIENCE, () -> world.process().err().contains("operation interrupted"));
    }
}
