package io.rollcall.operation.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.database.TestDatabase;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.ownership.OwnershipChange;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.planner.PlanRunner;
import io.rollcall.sync.planner.RandomWorld;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The roll in the database is at any time the one with which the laws of the planner are checked
/// (`PlannerLawsTest`), so that they hold for what is stored.
class OwnershipStoreTest {
    private static final int SEEDS = Integer.getInteger("rollcall.worlds", 40);

    @TempDir
    Path folder;

    private static final String DIRECTORY = "ldap:dc=example,dc=com";

    private final OwnershipCache cache = new OwnershipCache();

    @Test
    void theRollInTheDatabaseIsTheOneThatTheLawsReckonWith() {
        try (Database database = TestDatabase.in(folder).open()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                ClusterId cluster = new ClusterId("c" + seed);
                PlanRunner runner = new PlanRunner(new RandomWorld(seed));
                for (int round = 0; round < 5; round++) {
                    Random random = runner.world.random;
                    Plan plan = random.nextInt(4) == 0
                            ? runner.cancel(runner.world.named())
                            : runner.plan(runner.world.selection());
                    // Of a plan that is given up the rest is never made.
                    int made = random.nextInt(3) == 0
                            ? random.nextInt(plan.changes().size() + 1)
                            : plan.changes().size();
                    carryOut(plan, made, cluster, runner, database);
                    runner.world.changeIam();
                    runner.world.changeManager();
                }
            }
        }
    }

    private void carryOut(Plan plan, int made, ClusterId cluster, PlanRunner runner, Database database) {
        Ownership before = runner.ownership;
        database.change(connection -> OwnershipStore.replace(connection, cluster, before, plan.begun()));
        runner.begin(plan);
        assertThat(stored(database, cluster)).as("begun").isEqualTo(runner.ownership);

        List<PlannedChange> some = plan.changes().subList(0, made);
        for (Stage stage : Stage.values()) {
            List<Change> slice = some.stream()
                    .filter(planned -> planned.stage() == stage)
                    .map(PlannedChange::change)
                    .toList();
            OwnershipWriter writer = new OwnershipWriter(cluster);
            for (Change change : slice) {
                runner.target.make(change);
                runner.record(change);
                OwnershipChange.of(change).forEach(writer::add);
            }
            database.change(writer::write);
            assertThat(stored(database, cluster)).as("%s: %s", stage, slice).isEqualTo(runner.ownership);
        }
    }

    /// What is read anew and what the cache gives must be the same at every moment.
    private Ownership stored(Database database, ClusterId cluster) {
        Ownership stored = database.read(connection -> OwnershipStore.load(connection, cluster));
        OwnershipCache.Held held = held(database, cluster);
        assertThat(held.ownership()).as("cached").isEqualTo(stored);
        assertThat(held.numbers())
                .as("cached")
                .isEqualTo(database.read(connection -> OwnershipStore.numbers(connection, DIRECTORY)));
        return stored;
    }

    @Test
    void whatHasNotChangedIsNotReadAgain() {
        try (Database database = TestDatabase.in(folder).open()) {
            ClusterId cluster = new ClusterId("c");
            IamId id = new IamId("u1");
            OwnershipWriter writer = new OwnershipWriter(cluster);
            writer.add(new OwnershipChange.KeepUser(id, new UserName("alice")));
            database.change(writer::write);
            OwnershipCache.Held first = held(database, cluster);

            database.change(new OwnershipWriter(cluster)::write);
            Ownership same = stored(database, cluster);
            database.change(connection -> OwnershipStore.replace(connection, cluster, first.ownership(), same));
            database.change(connection -> OwnershipStore.keepNumbers(connection, DIRECTORY, Map.of(), Map.of()));
            OwnershipCache.Held again = held(database, cluster);
            assertThat(again).isSameAs(first);

            database.change(connection -> OwnershipStore.keepNumbers(connection, DIRECTORY, Map.of(id, 7), Map.of()));
            OwnershipCache.Held second = held(database, cluster);
            assertThat(second.ownership()).isSameAs(first.ownership());
            assertThat(second.numbers().users()).containsEntry(id, 7);

            database.change(connection -> OwnershipStore.refuseNumber(
                    connection, DIRECTORY, new Change.CreateAccount(new UserRef(id, new UserName("alice")), 7, 7, "")));
            OwnershipCache.Held third = held(database, cluster);
            assertThat(third.numbers().users()).isEmpty();
            assertThat(third.numbers().refused()).containsExactly(7);

            database.change(
                    connection -> OwnershipStore.replace(connection, cluster, first.ownership(), Ownership.EMPTY));
            assertThat(stored(database, cluster)).isEqualTo(Ownership.EMPTY);
        }
    }

    @Test
    void whereLittleHasChangedOnlyThatIsReadAnew() {
        try (Database database = TestDatabase.in(folder).open()) {
            ClusterId cluster = new ClusterId("c");
            keepUsers(database, cluster, 0, 2_000);
            OwnershipCache.Held first = held(database, cluster);

            keepUsers(database, cluster, 7, 8);
            giveNumbers(database, 7, 8);
            OwnershipCache.Held second = held(database, cluster);
            assertThat(entriesOfBoth(first, second)).isEqualTo(1_999);
            assertThat(stored(database, cluster)).isEqualTo(second.ownership());

            keepUsers(database, cluster, 3_000, 3_600);
            assertThat(entriesOfBoth(second, held(database, cluster)))
                    .as("of so many all are read")
                    .isZero();
            assertThat(stored(database, cluster).users()).hasSize(2_600);
        }
    }

    @Test
    void whatAFormerReleaseChangedIsReadAnewWithAllElse() {
        try (Database database = TestDatabase.in(folder).open()) {
            ClusterId cluster = new ClusterId("c");
            keepUsers(database, cluster, 0, 100);
            OwnershipCache.Held first = held(database, cluster);

            keepUsers(database, cluster, 100, 101);
            database.change(connection -> Sql.update(connection, "delete from version_change"));
            keepUsers(database, cluster, 101, 102);
            assertThat(stored(database, cluster).users()).hasSize(102);
            assertThat(entriesOfBoth(first, held(database, cluster))).isZero();
        }
    }

    @Test
    void theNumbersInMemoryAreThoseOfTheDatabase() {
        try (Database database = TestDatabase.in(folder).open()) {
            ClusterId cluster = new ClusterId("c");
            Random random = new Random(1);
            for (int round = 0; round < 200; round++) {
                int from = random.nextInt(40);
                int number = 10_000 + random.nextInt(60);
                switch (random.nextInt(4)) {
                    case 0, 1 -> giveNumbers(database, from, from + random.nextInt(10));
                    case 2 ->
                        database.change(connection -> OwnershipStore.freeNumbers(
                                connection, DIRECTORY, Map.of(user(from), number), Map.of()));
                    default ->
                        database.change(connection -> OwnershipStore.refuseNumber(
                                connection,
                                DIRECTORY,
                                new Change.CreateAccount(
                                        new UserRef(user(from), new UserName("user" + from)), number, 7, "")));
                }
                if (random.nextBoolean()) {
                    stored(database, cluster);
                }
            }
            assertThat(held(database, cluster).numbers().users()).isNotEmpty();
        }
    }

    private static IamId user(int number) {
        return new IamId("u" + number);
    }

    private static void keepUsers(Database database, ClusterId cluster, int from, int to) {
        OwnershipWriter writer = new OwnershipWriter(cluster);
        IntStream.range(from, to)
                .forEach(i -> writer.add(new OwnershipChange.KeepUser(user(i), new UserName("user" + i))));
        database.change(writer::write);
    }

    private static void giveNumbers(Database database, int from, int to) {
        Map<IamId, Integer> numbers =
                IntStream.range(from, to).boxed().collect(Collectors.toMap(i -> user(i), i -> 10_000 + i));
        database.change(connection -> {
            OwnershipStore.freeNumbers(connection, DIRECTORY, numbers, Map.of());
            OwnershipStore.keepNumbers(connection, DIRECTORY, numbers, Map.of());
        });
    }

    private OwnershipCache.Held held(Database database, ClusterId cluster) {
        return database.read(connection -> cache.read(connection, cluster, DIRECTORY));
    }

    private static long entriesOfBoth(OwnershipCache.Held first, OwnershipCache.Held second) {
        Set<Object> entries = Collections.newSetFromMap(new IdentityHashMap<>());
        entries.addAll(first.ownership().users().values());
        return second.ownership().users().values().stream()
                .filter(entries::contains)
                .count();
    }
}
