package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Tally;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.planner.RandomWorld;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.target.ObjectKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for the counters and plans of every operation, over worlds made from seeds; in every second one
/// people are disabled before they are removed. `-Drollcall.worlds=N` looks at more of them.
class OperationLawsTest {
    private static final int WORLDS = Integer.getInteger("rollcall.worlds", 25);
    private static final int ROUNDS = 4;

    @TempDir
    private Path folder;

    @AutoClose
    private OperationsFixture fixture;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
    }

    /// What is done with one world, round after round, while IAM and Manager change.
    @FunctionalInterface
    private interface Law {
        void hold(RandomWorld world, FakeCluster site, Command command);
    }

    private void forAll(Law law) {
        for (long seed = 0; seed < WORLDS; seed++) {
            RandomWorld world = new RandomWorld(seed);
            FakeCluster site = fixture.site(
                    "seed" + seed, world::read, world.target, OperationsFixture.LENIENT.withGraceDays(world.graceDays));
            for (int round = 0; round < ROUNDS; round++) {
                world.target.arrive(LocalDate.ofInstant(fixture.clock.instant(), ZoneOffset.UTC));
                Command command = world.random.nextInt(4) == 0
                        ? new Command.Cancel(world.named())
                        : new Command.Synchronize(world.selection());
                try {
                    law.hold(world, site, command);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
                }
                world.changeIam();
                world.changeManager();
                fixture.pass(Duration.ofDays(world.random.nextInt(3)));
            }
        }
    }

    @Test
    void countersAreTheRowsAtEveryMomentAndNeverGoBack() {
        forAll((world, site, command) -> {
            OperationId id = fixture.accept(site, command);
            Map<ObjectKind, Tally> last = new EnumMap<>(ObjectKind.class);
            site.model.refuses = change -> {
                // The rig compares the counters with the rows.
                fixture.find(site, id).tallies().forEach((kind, now) -> {
                    Tally before = last.getOrDefault(kind, new Tally(now.planned(), 0, 0));
                    assertThat(now.planned()).isEqualTo(before.planned());
                    assertThat(now.done()).isGreaterThanOrEqualTo(before.done());
                    assertThat(now.failed()).isGreaterThanOrEqualTo(before.failed());
                    last.put(kind, now);
                });
                return world.random.nextInt(6) == 0 ? Optional.of("not today") : Optional.empty();
            };
            Operation operation = fixture.finish(site, id);
            Tally total = operation.total();
            long skipped = fixture.rows(id).stream()
                    .filter(row -> row.outcome() == Result.Outcome.SKIPPED)
                    .count();
            assertThat(total.done() + total.failed() + skipped).isEqualTo(total.planned());
            assertThat(operation.state())
                    .isEqualTo(
                            total.done() == total.planned()
                                    ? OperationState.COMPLETED
                                    : OperationState.COMPLETED_WITH_ERRORS);
        });
    }

    @Test
    void theChangesOfARealRunAreThePlanOfTheDryRunBeforeIt() {
        forAll((world, site, command) -> {
            int writes = site.model.writes();
            Operation dry = fixture.dryRun(site, command);
            assertThat(dry.state()).isEqualTo(OperationState.COMPLETED);
            assertThat(site.model.writes()).isEqualTo(writes);
            Operation real = fixture.run(site, command);
            assertThat(planned(real)).isEqualTo(planned(dry));
            assertThat(site.model.writes() - writes).isEqualTo(real.total().done());
        });
    }

    @Test
    void theStepsOfASavedPlanAreThoseThatAnotherWorkerWouldRead() {
        PlanStore plans = new PlanStore(fixture.database, fixture.clock, OperationObserver.NONE);
        RunStore runs = new RunStore(fixture.database, fixture.clock, OperationObserver.NONE);
        List<Integer> sizes = new ArrayList<>();
        forAll((world, site, command) -> {
            OperationId id = fixture.accept(site, command);
            Claim claim = fixture.claim("one");
            PlanningState state = plans.remember(site.id(), site.id().value());
            Plan plan = planOf(site, command, state);
            PlanStore.Saved saved = plans.save(
                    claim,
                    new PlanStore.Made(plan, state.ownership(), site.id().value(), Optional.empty()),
                    PlanStore.NothingToDo.UNKNOWN,
                    false);
            List<RunStore.Step> read = new ArrayList<>();
            if (saved.state() == OperationState.RUNNING) {
                List<RunStore.Step> slice = runs.next(claim, 0, 7);
                while (!slice.isEmpty()) {
                    read.addAll(slice);
                    slice = runs.next(claim, slice.getLast().number(), 7);
                }
            }
            assertThat(saved.steps()).isEqualTo(read);
            sizes.add(read.size());
            if (saved.state() == OperationState.RUNNING) {
                fixture.run(claim, site).execute();
                assertThat(fixture.find(site, id).state())
                        .isIn(OperationState.COMPLETED, OperationState.COMPLETED_WITH_ERRORS);
            }
        });
        assertThat(sizes).anyMatch(size -> size > 10);
    }

    private static Plan planOf(FakeCluster site, Command command, PlanningState state) {
        try {
            return site.reconciler().plan(command, state, Progress.NONE).plan();
        } catch (UnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private List<Map<String, Object>> planned(Operation operation) {
        return fixture.rows(operation.id()).stream()
                .map(row -> Map.<String, Object>of(
                        "number", row.number(),
                        "stage", String.valueOf(row.stage()),
                        "object", row.kind() + " " + row.name() + " " + row.action(),
                        "before", row.before(),
                        "after", row.after(),
                        "reason", row.reason(),
                        "refused", row.stage() == null ? row.outcome() : ""))
                .toList();
    }
}
