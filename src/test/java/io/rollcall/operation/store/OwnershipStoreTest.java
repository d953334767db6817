package io.rollcall.operation.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The roll in the database is at any time the one with which the laws of the planner are checked
/// (`PlannerLawsTest`), so that they hold for what is stored.
class OwnershipStoreTest {
    private static final int SEEDS = Integer.getInteger("rollcall.worlds", 40);

    @TempDir
    Path folder;

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

    private static void carryOut(Plan plan, int made, ClusterId cluster, PlanRunner runner, Database database) {
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

    private static Ownership stored(Database database, ClusterId cluster) {
        return database.read(connection -> OwnershipStore.load(connection, cluster));
    }
}
