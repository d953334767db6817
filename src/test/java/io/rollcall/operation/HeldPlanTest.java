package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.Command;
import io.rollcall.sync.Pulse;
import io.rollcall.sync.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guard holds, and what becomes of it (decision 22).
class HeldPlanTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Site site;

    @BeforeEach
    void start() {
        rig = new Rig(folder);
        site = rig.crowd("c", 40);
        assertThat(rig.run(site, Rig.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        site.iam = Rig.people(28);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Operation hold() {
        Operation held = rig.run(site, Rig.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);
        return held;
    }

    private Operation release(Operation held) {
        assertThat(rig.operations.release(site.id(), held.id(), Rig.CALLER)).isEqualTo(Operations.Intervention.DONE);
        return rig.finish(site, held.id());
    }

    @Test
    void aHeldPlanWritesNothingAndIsNotRunning() {
        Set<Object> before = site.model.state();
        int writes = site.model.writes();
        Operation held = hold();
        assertThat(site.model.state()).isEqualTo(before);
        assertThat(site.model.writes()).isEqualTo(writes);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(rig.operations.roster(site.id()).userNames()).hasSize(40);
        assertThat(rig.rows(held.id())).isNotEmpty().allMatch(row -> row.outcome() == Result.Outcome.PLANNED);
        assertThat(held.notes()).anyMatch(note -> note.contains("12 of 40 accounts") && note.contains("20 %"));
        assertThat(held.finishedAt()).isNull();
    }

    @Test
    void aReleaseAppliesThatVeryPlan() {
        Operation held = hold();
        List<Result> plan = rig.rows(held.id());
        Operation released = release(held);
        assertThat(released.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.rows(held.id()))
                .extracting(Result::number, Result::name, Result::action, Result::before, Result::after)
                .isEqualTo(plan.stream()
                        .map(row -> org.assertj.core.groups.Tuple.tuple(
                                row.number(), row.name(), row.action(), row.before(), row.after()))
                        .toList());
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(28);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aReleaseInAChangedWorldPlansAgainAndHoldsAgain() {
        Operation held = hold();
        Set<Object> before = site.model.state();
        site.iam = Rig.people(20);
        Operation again = release(held);
        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.notes()).anyMatch(note -> note.contains("20 of 40 accounts"));
        assertThat(site.model.state()).isEqualTo(before);
        assertThat(release(again).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(20);
    }

    @Test
    void aReleaseInAWorldThatIsHarmlessAgainNeedsNobodyAnyMore() {
        Operation held = hold();
        site.iam = Rig.people(39);
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(39);
    }

    @Test
    void aReleaseAfterAChangeByHandPlansAgain() {
        Operation held = hold();
        site.changeByHand("user0");
        assertThat(release(held).state()).isEqualTo(OperationState.HELD);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(40);
    }

    @Test
    void anIamThatListsInAnotherOrderIsNoOtherWorld() {
        var more = Rig.people(60);
        site.iam = more;
        Operation one = rig.dryRun(site, Rig.EVERYTHING);
        site.iam = selection -> {
            var read = more.apply(selection);
            return new io.rollcall.sync.IamSnapshot(read.users().reversed(), read.groups(), read.completeness());
        };
        Operation other = rig.dryRun(site, Rig.EVERYTHING);
        assertThat(rig.rows(other.id())).isEqualTo(rig.rows(one.id()));
    }

    @Test
    void aReleaseWhileTheIamIsAwayFailsAndTheSameRequestIsHeldAgain() {
        Operation held = hold();
        site.away = UnavailableException.Part.IAM_USER;
        Operation failed = release(held);
        assertThat(failed.state()).isEqualTo(OperationState.FAILED);
        site.away = null;
        hold();
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(40);
    }

    @Test
    void aNewRequestSupersedesAHeldPlanAndIsThenTheOnlyOne() {
        Operation first = hold();
        Operation second = hold();
        Operation superseded = rig.find(site, first.id());
        assertThat(superseded.state()).isEqualTo(OperationState.SUPERSEDED);
        assertThat(superseded.finishedAt()).isNotNull();
        assertThat(rig.rows(first.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(rig.operations.release(site.id(), first.id(), Rig.CALLER))
                .isEqualTo(Operations.Intervention.NOT_NOW);
        assertThat(release(second).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void aDryRunDoesNotSupersedeAHeldPlan() {
        Operation held = hold();
        rig.dryRun(site, Rig.EVERYTHING);
        assertThat(rig.find(site, held.id()).state()).isEqualTo(OperationState.HELD);
    }

    @Test
    void aHeldPlanCanBeDiscarded() {
        Operation held = hold();
        assertThat(rig.operations.stop(site.id(), held.id(), Rig.CALLER)).isEqualTo(Operations.Intervention.DONE);
        Operation discarded = rig.finish(site, held.id());
        assertThat(discarded.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(rig.rows(held.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(40);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
    }

    @Test
    void aReleasedPlanMakesTheClusterBusyUntilItEnds() {
        Operation held = hold();
        rig.operations.release(site.id(), held.id(), Rig.CALLER);
        assertThat(rig.operations.submit(site.id(), Rig.EVERYTHING, false, Rig.CALLER))
                .isInstanceOf(Submission.Busy.class);
        assertThat(rig.operations.release(site.id(), held.id(), Rig.CALLER)).isEqualTo(Operations.Intervention.NOT_NOW);
    }

    @Test
    void aReleasedPlanCanStillBeStopped() {
        Operation held = hold();
        rig.operations.release(site.id(), held.id(), Rig.CALLER);
        rig.operations.stop(site.id(), held.id(), Rig.CALLER);
        assertThat(rig.finish(site, held.id()).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(40);
    }

    @Test
    void aStopDuringThePlanningOfWhatWouldBeHeldIsNotForgotten() {
        OperationId id = rig.accept(site, Rig.EVERYTHING);
        var people = Rig.people(28);
        site.iam = selection -> {
            rig.operations.stop(site.id(), id, Rig.CALLER);
            return people.apply(selection);
        };
        assertThat(rig.finish(site, id).state()).isEqualTo(OperationState.CANCELLED);
    }

    @Test
    void whatTheCallerNamedIsNeverHeld() {
        List<UserName> named = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> new UserName("user" + i))
                .toList();
        Command cancel = new Command.Cancel(Selection.Named.of(named, List.of()));
        assertThat(rig.run(site, cancel).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).isEmpty();
    }

    @Test
    void aHeldReadDoesNotLowerTheMeasureOfLaterOnes() {
        site.iam = Rig.people(21);
        hold();
        site.iam = Rig.people(11);
        Operation doubtful = rig.run(site, Rig.EVERYTHING);
        assertThat(doubtful.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(doubtful.notes()).anyMatch(note -> note.startsWith("nobody is removed"));
        assertThat(site.model.read(Pulse.NONE).ownedAccounts()).hasSize(40);
    }
}
