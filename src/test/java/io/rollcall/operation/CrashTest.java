package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.store.OwnershipStore;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.planner.RandomWorld;
import io.rollcall.sync.provisioning.MemoryTarget;
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
        static End of(OperationsFixture fixture, FakeCluster site, OperationId id) {
            // What was written and not recorded is found to be so; otherwise the rows are the same.
            List<Result> rows = fixture.rows(id).stream()
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
                    fixture.find(site, id).state(),
                    rows,
                    fixture.database.read(connection -> OwnershipStore.load(connection, site.id())),
                    site.model.state(),
                    fixture.operations.status(site.id()).synchronous());
        }
    }

    @Test
    void aDeathAtAnyStepChangesNothingAboutTheEnd() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            for (long seed = 0; seed < WORLDS; seed++) {
                dieEverywhere(fixture, seed);
            }
        }
    }

    private void dieEverywhere(OperationsFixture fixture, long seed) {
        History whole = new History(fixture, seed, "whole");
        fixture.steps.dieAt(0);
        OperationId expected = whole.accept();
        fixture.finish(whole.site, expected);
        int count = fixture.steps.count();
        End end = End.of(fixture, whole.site, expected);
        for (int step = 1; step <= count; step++) {
            History history = new History(fixture, seed, "step" + step);
            fixture.steps.dieAt(step);
            OperationId id;
            try {
                id = history.accept();
                fixture.finish(history.site, id);
            } catch (CrashPoints.Death death) {
                fixture.restartQuickly();
                // A death before the first commit answered nobody and promised nothing.
                id = fixture.operations.list(history.site.id(), 10, null).rows().stream()
                        .filter(operation -> !history.known(operation.id()))
                        .findFirst()
                        .map(Operation::id)
                        .orElseGet(history::accept);
                fixture.finish(history.site, id);
            }
            assertThat(End.of(fixture, history.site, id))
                    .as("seed %s, death at step %s of %s", seed, step, count)
                    .isEqualTo(end);
        }
    }

    /// A random world with two operations behind it and a third one to come.
    private static final class History {
        final FakeCluster site;
        private final OperationsFixture fixture;
        private final Command next;
        private final List<OperationId> before;

        History(OperationsFixture fixture, long seed, String name) {
            this.fixture = fixture;
            fixture.steps.dieAt(0);
            RandomWorld world = new RandomWorld(seed);
            MemoryTarget model = world.target;
            site = fixture.site("seed" + seed + "-" + name, world::read, model, OperationsFixture.LENIENT);
            for (int round = 0; round < 2; round++) {
                fixture.run(site, command(world));
                world.changeIam();
                world.changeManager();
            }
            next = command(world);
            before = fixture.operations.list(site.id(), 10, null).rows().stream()
                    .map(Operation::id)
                    .toList();
        }

        private static Command command(RandomWorld world) {
            return world.random.nextInt(4) == 0
                    ? new Command.Cancel(world.named())
                    : new Command.Synchronize(world.selection());
        }

        OperationId accept() {
            return fixture.accept(site, next);
        }

        boolean known(OperationId id) {
            return before.contains(id);
        }
    }

    @Test
    void whatWasPromisedOutlivesTheProcess() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.crowd("c", 20);
            OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
            fixture.steps.dieAt(20);
            assertThatThrownBy(() -> fixture.operations.runOnce()).isInstanceOf(CrashPoints.Death.class);
            fixture.restart();
            assertThat(fixture.operations.status(site.id()).synchronizing()).isTrue();
            assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(fixture.operations.synchronizedNames(site.id()).userNames())
                    .hasSize(20);
            assertThat(site.model.read().ownedAccounts()).hasSize(20);
        }
    }

    @Test
    void aHeldPlanOutlivesTheProcess() {
        try (OperationsFixture fixture = new OperationsFixture(folder)) {
            FakeCluster site = fixture.crowd("c", 40);
            fixture.run(site, OperationsFixture.EVERYTHING);
            site.iam = OperationsFixture.people(25);
            OperationId id = fixture.run(site, OperationsFixture.EVERYTHING).id();
            List<Result> plan = fixture.rows(id);
            fixture.restart();
            assertThat(fixture.find(site, id).state()).isEqualTo(OperationState.HELD);
            assertThat(fixture.rows(id)).isEqualTo(plan);
            fixture.operations.release(site.id(), id, OperationsFixture.CALLER);
            assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.COMPLETED);
            assertThat(site.model.read().ownedAccounts()).hasSize(25);
        }
    }
}
