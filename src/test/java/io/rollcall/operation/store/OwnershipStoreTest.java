package io.rollcall.operation.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        OwnershipCache.Held held = database.read(connection -> cache.read(connection, cluster, DIRECTORY));
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
            OwnershipCache.Held first = database.read(connection -> cache.read(connection, cluster, DIRECTORY));

            database.change(new OwnershipWriter(cluster)::write);
            Ownership same = stored(database, cluster);
            database.change(connection -> OwnershipStore.replace(connection, cluster, first.ownership(), same));
            database.change(connection -> OwnershipStore.keepNumbers(connection, DIRECTORY, Map.of(), Map.of()));
            OwnershipCache.Held again = database.read(connection -> cache.read(connection, cluster, DIRECTORY));
            assertThat(again).isSameAs(first);

            database.change(connection -> OwnershipStore.keepNumbers(connection, DIRECTORY, Map.of(id, 7), Map.of()));
            OwnershipCache.Held second = database.read(connection -> cache.read(connection, cluster, DIRECTORY));
            assertThat(second.ownership()).isSameAs(first.ownership());
            assertThat(second.numbers().users()).containsEntry(id, 7);

            database.change(connection -> OwnershipStore.refuseNumber(
                    connection, DIRECTORY, new Change.CreateAccount(new UserRef(id, new UserName("alice")), 7, 7, "")));
            OwnershipCache.Held third = database.read(connection -> cache.read(connection, cluster, DIRECTORY));
            assertThat(third.numbers().users()).isEmpty();
            assertThat(third.numbers().refused()).containsExactly(7);

            database.change(
                    connection -> OwnershipStore.replace(connection, cluster, first.ownership(), Ownership.EMPTY));
            assertThat(stored(database, cluster)).isEqualTo(Ownership.EMPTY);
        }
    }
}
