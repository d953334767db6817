package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database's write-ahead log with a torn or damaged end, as a power failure in the middle of a commit
/// leaves it: only the transaction that was being written is lost, and the service finishes what it promised.
/// `-Drollcall.cuts=N` cuts and damages it at N places (40 when left out), `-Drollcall.seed=S` at others.
class TornLogIT {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int CUTS = Integer.getInteger("rollcall.cuts", 40);
    private static final long SEED = Long.getLong("rollcall.seed", 1);

    @TempDir
    Path folder;

    @Test
    void onlyTheTornTransactionIsLostAndTheServiceConverges() throws Exception {
        Path crashed = folder.resolve("crashed");
        try (CrashWorld world = new CrashWorld(crashed, CrashWorld.Directory.EMBEDDED, 1500, 10)) {
            world.start().awaitReady();
            world.synchronize();
            Path live = crashed.resolve("data/rollcall.db-wal");
            // The database begins the log again from time to time.
            Waiting.closelyUntil(
                    "accounts are there, and transactions in the log",
                    Duration.ofMinutes(2),
                    () -> world.has("uid=user0700,ou=Peoples", "1.1")
                            && commits(read(live)).size() > 4);
            world.process().kill();

            byte[] log = read(live);
            List<Integer> commits = commits(log);
            assertThat(commits).hasSizeGreaterThan(2);
            int before = commits.get(commits.size() - 2);
            int end = commits.getLast();
            String expected = state(copy("expected", crashed, Arrays.copyOf(log, before)));

            int number = 0;
            for (int place : places(before, end)) {
                String torn = "torn-" + number++;
                Path copy = copy(torn, crashed, Arrays.copyOf(log, place));
                assertThat(state(copy)).as("cut at %d of %d", place, end).isEqualTo(expected);
                byte[] damaged = Arrays.copyOf(log, end);
                damaged[place] ^= 0x55;
                assertThat(state(copy("damaged-" + torn, crashed, damaged)))
                        .as("damaged at %d of %d", place, end)
                        .isEqualTo(expected);
            }
            // One of them goes on in the place of the original.
            Files.write(crashed.resolve("data/rollcall.db-wal"), Arrays.copyOf(log, end - 1));
            Files.deleteIfExists(crashed.resolve("data/rollcall.db-shm"));
            world.start();
            world.awaitIdle();
            assertThat(world.get("/iam-sync/is-synchronous")).hasToString("{\"is_synchronous\":true}");
            assertThat(world.get("/iam-sync-user").path("user_names")).hasSize(1500);
        }
    }

    private static byte[] read(Path log) {
        try {
            return Files.readAllBytes(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the last transaction is torn: around each border between its parts, and anywhere.
    private static Set<Integer> places(int before, int end) {
        Set<Integer> places = new TreeSet<>(List.of(before + 1, before + FRAME_HEADER, (before + end) / 2, end - 1));
        Random random = new Random(SEED);
        while (places.size() < Math.min(CUTS, end - before - 1)) {
            places.add(random.nextInt(before + 1, end));
        }
        return places;
    }

    /// Where the log's whole transactions end, in bytes. Each frame holds a page, the size of the database
    /// after a commit or zero, and the salts of the log; frames of an older log have other salts.
    private static List<Integer> commits(byte[] log) {
        if (log.length < HEADER) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.wrap(log);
        int frame = FRAME_HEADER + bytes.getInt(8);
        List<Integer> ends = new ArrayList<>();
        for (int start = HEADER; start + frame <= log.length; start += frame) {
            if (bytes.getLong(start + 8) != bytes.getLong(16)) {
                break;
            }
            if (bytes.getInt(start + 4) != 0) {
                ends.add(start + frame);
            }
        }
        return ends;
    }

    private Path copy(String name, Path crashed, byte[] log) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        Files.copy(crashed.resolve("data/rollcall.db"), copy.resolve("rollcall.db"));
        Files.write(copy.resolve("rollcall.db-wal"), log);
        return copy.resolve("rollcall.db");
    }

    /// Everything that the service goes by.
    private static String state(Path database) throws SQLException {
        StringBuilder state = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String table : List.of("operation", "result", "cluster", "roll_user", "roll_group", "posix_number")) {
                try (ResultSet rows = statement.executeQuery("select * from " + table + " order by 1, 2, 3")) {
                    while (rows.next()) {
                        state.append(table);
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            state.append('|').append(rows.getString(column));
                        }
                        state.append('\n');
                    }
                }
            }
        }
        return state.toString();
    }
}
