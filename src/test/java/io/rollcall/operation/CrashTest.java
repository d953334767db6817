package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.Progress;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.store.OwnershipStore;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.planner.ModelTarget;
import io.rollcall.sync.planner.RandomWorld;
import io.rollcall.sync.scope.Command;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process may die at any moment; the next one finishes what was promised.
class CrashTest {
    private static final int WORLDS = 4;

    @TempDir
    Path folder;

    /// What two runs have to have in common.
    private record End(
            OperationState state, List<Result> rows, Ownership ownership, Object manager, boolean synchronous) {
        static End of(Rig rig, Site site, OperationId id) {
            // What was written and not recorded is found to be so; otherwise the rows are the same.
            List<Result> rows = rig.rows(id).stream()
                    .map(row -> row.outcome() == Result.Outcome.ALREADY_SO
                            ? new Result(
                                    row.number(),
                                    row.stage(),
                                    row.kind(),
                                    row.name(),
                                    row.action(),
                                    row.before(),
                                    row.after(),
                                    row.reason(),
                                    Result.Outcome.APPLIED)
                            : row)
                    .toList();
            return new End(
                    rig.find(site, id).state(),
                    rows,
                    rig.database.read(connection -> OwnershipStore.load(connection, site.id())),
                    site.model.state(),
                    rig.operations.status(site.id()).synchronous());
        }
    }

    @Test
    void aDeathAtAnyStepChangesNothingAboutTheEnd() {
        try (Rig rig = new Rig(folder)) {
            for (long seed = 0; seed < WORLDS; seed++) {
                dieEverywhere(rig, seed);
            }
        }
    }

    private void dieEverywhere(Rig rig, long seed) {
        History whole = new History(rig, seed, "whole");
        rig.steps.dieAt(0);
        OperationId expected = whole.accept();
        rig.finish(whole.site, expected);
        int count = rig.steps.count();
        End end = End.of(rig, whole.site, expected);
        for (int step = 1; step <= count; step++) {
            History history = new History(rig, seed, "step" + step);
            rig.steps.dieAt(step);
            OperationId id;
            try {
                id = history.accept();
                rig.finish(history.site, id);
            } catch (Steps.Death death) {
                rig.restartQuickly();
                // A death before the first commit answered nobody and promised nothing.
                id = rig.operations.list(history.site.id(), 10, null).rows().stream()
                        .filter(operation -> !history.known(operation.id()))
                        .findFirst()
                        .map(Operation::id)
                        .orElseGet(history::accept);
                rig.finish(history.site, id);
            }
            assertThat(End.of(rig, history.site, id))
                    .as("seed %s, death at step %s of %s", seed, step, count)
                    .isEqualTo(end);
        }
    }

    /// A random world with two operations behind it and a third one to come.
    private static final class History {
        final Site site;
        private final Rig rig;
        private final Command next;
        private final List<OperationId> before;

        History(Rig rig, long seed, String name) {
            this.rig = rig;
            rig.steps.dieAt(0);
            RandomWorld world = new RandomWorld(seed);
            ModelTarget model = world.target;
            site = rig.site("seed" + seed + "-" + name, world::read, model, Rig.LENIENT);
            for (int round = 0; round < 2; round++) {
                rig.run(site, command(world));
                world.changeIam();
                world.changeManager();
            }
            next = command(world);
            before = rig.operations.list(site.id(), 10, null).rows().stream()
                    .map(Operation::id)
                    .toList();
        }

        private static Command command(RandomWorld world) {
            return world.random.nextInt(4) == 0
                    ? new Command.Cancel(world.named())
                    : new Command.Synchronize(world.selection());
        }

        OperationId accept() {
            return rig.accept(site, next);
        }

        boolean known(OperationId id) {
            return before.contains(id);
        }
    }

    @Test
    void whatWasPromisedOutlivesTheProcess() {
        try (Rig rig = new Rig(folder)) {
            Site site = rig.crowd("c", 20);
            OperationId id = rig.accept(site, Rig.EVERYTHING);
            rig.steps.dieAt(20);
            assertThatThrownBy(() -> rig.operations.runOnce()).isInstanceOf(Steps.Death.class);
            rig.restart();
            assertThat(rig.operations.status(site.id()).synchronizing()).isTrue();
            assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(rig.operations.synchronizedNames(site.id()).userNames()).hasSize(20);
            assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(20);
        }
    }

    @Test
    void aHeldPlanOutlivesTheProcess() {
        try (Rig rig = new Rig(folder)) {
            Site site = rig.crowd("c", 40);
            rig.run(site, Rig.EVERYTHING);
            site.iam = Rig.people(25);
            OperationId id = rig.run(site, Rig.EVERYTHING).id();
            List<Result> plan = rig.rows(id);
            rig.restart();
            assertThat(rig.find(site, id).state()).isEqualTo(OperationState.HELD);
            assertThat(rig.rows(id)).isEqualTo(plan);
            rig.operations.release(site.id(), id, Rig.CALLER);
            assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(25);
        }
    }
}
