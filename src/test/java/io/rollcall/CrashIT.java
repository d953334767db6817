package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.CrashWorld.Directory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `kill -9` while 5,000 people are synchronized, and a start afterwards: the directory ends as if nothing had
/// happened. `-Drollcall.crashes=N` kills N times on each directory (4 when left out), and
/// `-Drollcall.seed=S` at other moments.
class CrashIT {
    private static final int USERS = 5000;
    private static final int GROUPS = 60;
    private static final int CRASHES = Integer.getInteger("rollcall.crashes", 4);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final long SEED = Long.getLong("rollcall.seed", 1);

    @TempDir
    Path folder;

    /// When to kill: as soon as the directory shows that the run got that far.
    private enum Moment {
        PLANNING,
        ACCOUNTS,
        GROUPS,
        GRANTS;

        void await(CrashWorld world, Random random) {
            switch (this) {
                case PLANNING -> LockSupport.parkNanos(random.nextLong(300_000_000));
                case ACCOUNTS -> awaitEntry(world, "uid=user%04d,ou=Peoples".formatted(random.nextInt(USERS)), "1.1");
                case GROUPS ->
                    awaitEntry(
                            world, "cn=" + CrashWorld.groupName(random.nextInt(CrashIT.GROUPS)) + ",ou=Groups", "1.1");
                case GRANTS -> awaitEntry(world, "cn=default,ou=Roles", "member");
            }
        }

        private static void awaitEntry(CrashWorld world, String rdn, String attribute) {
            Waiting.closelyUntil("there is " + rdn, TIMEOUT, () -> world.has(rdn, attribute));
        }
    }

    @ParameterizedTest
    @EnumSource
    void killedAtAnyMomentItFinishesWhatItPromised(Directory directory) throws Exception {
        Ended undisturbed = undisturbed(directory);
        assertThat(undisturbed.numbers()).hasSizeGreaterThan(USERS).doesNotHaveDuplicates();

        Random random = new Random(SEED);
        int meaningful = 0;
        for (int done = 0, round = 0; done < CRASHES; round++) {
            try (CrashWorld world = new CrashWorld(folder.resolve("crashed-" + round), directory, USERS, GROUPS)) {
                world.start().awaitReady();
                var before = world.dump();
                world.synchronize();
                for (Moment moment : List.of(Moment.values()).subList(0, Math.min(4, CRASHES - done))) {
                    moment.await(world, random);
                    world.process().kill();
                    meaningful += world.process().err().contains("operation finished") ? 0 : 1;
                    world.start();
                    done++;
                }
                Ended ended = Ended.of(world);
                assertThat(ended.entries()).isEqualTo(undisturbed.entries());
                assertThat(ended.results().keySet())
                        .containsExactlyElementsOf(undisturbed.results().keySet());
                assertThat(ended.results().values()).containsOnly("applied", "already_so");

                assertThatACrashInACancelDoesNoHarm(world, random, before);
            }
        }
        // The last moment is a short one, and the run may be over before the signal is there.
        assertThat(meaningful).isGreaterThanOrEqualTo(CRASHES * 3 / 4);
    }

    private Ended undisturbed(Directory directory) throws Exception {
        try (CrashWorld world = new CrashWorld(folder.resolve("undisturbed"), directory, USERS, GROUPS)) {
            world.start();
            world.synchronize();
            return Ended.of(world);
        }
    }

    private static void assertThatACrashInACancelDoesNoHarm(
            CrashWorld world, Random random, SortedMap<String, SortedMap<String, List<String>>> before)
            throws Exception {
        world.cancelAll();
        String somebody = "uid=user%04d,ou=Peoples".formatted(random.nextInt(USERS));
        Waiting.closelyUntil(somebody + " is gone", TIMEOUT, () -> !world.has(somebody, "1.1"));
        world.process().kill();
        world.start();
        world.awaitIdle();
        assertThat(world.dump()).isEqualTo(before);
        assertThat(world.get("/iam-sync-user")).allMatch(JsonNode::isEmpty);
    }

    /// What there is when a run is over.
    private record Ended(
            SortedMap<String, SortedMap<String, List<String>>> entries, SortedMap<String, String> results) {
        static Ended of(CrashWorld world) throws Exception {
            world.awaitIdle();
            assertThat(world.get("/iam-sync/is-synchronous")).hasToString("{\"is_synchronous\":true}");
            JsonNode operations = world.get("/iam-sync/operations?limit=100").path("operations");
            assertThat(operations).hasSize(1);
            assertThat(operations.get(0).path("state").asText()).isEqualTo("completed");
            return new Ended(world.dump(), world.results(operations.get(0)));
        }

        List<String> numbers() {
            return entries.values().stream()
                    .flatMap(attributes ->
                            Objects.requireNonNullElse(attributes.get("uidNumber"), List.<String>of()).stream())
                    .toList();
        }
    }
}
