package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.Intervention;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Submission;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        assertThat(rig.operations.release(site.id(), held.id(), Rig.CALLER)).isEqualTo(Intervention.DONE);
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
        assertThat(rig.operations.synchronizedNames(site.id()).userNames()).hasSize(40);
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
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(28);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aReleaseStandsForWhatWasSeenAndOnlyWhatIsNewIsHeldAgain() {
        Operation held = holdOfMany();
        site.iam = Rig.people(58);
        Operation again = release(held);
        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.id()).isEqualTo(held.id());
        assertThat(accounts()).hasSize(75);
        assertThat(again.holds()).singleElement().asString().contains("17 of 75 accounts");
        assertThat(again.notes()).anyMatch(note -> note.startsWith("not among what was released: user user58"));
        assertThat(rig.rows(again.id()))
                .filteredOn(row -> row.outcome() == Result.Outcome.APPLIED)
                .isNotEmpty();
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(release(again).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(accounts()).hasSize(58);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    /// Of 100 people 25 are to go.
    private Operation holdOfMany() {
        site = rig.crowd("many" + rig.reconcilers.size(), 100);
        rig.run(site, Rig.EVERYTHING);
        site.iam = Rig.people(75);
        return hold();
    }

    @Test
    void whatIsNewAndWouldNotBeHeldByItselfGoesToo() {
        Operation held = hold();
        site.iam = Rig.people(20);
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(accounts()).hasSize(20);
    }

    private Set<IamId> accounts() {
        return site.model.read(Progress.NONE).ownedAccounts().keySet();
    }

    @Test
    void aReleaseDoesNotStarveWhileEverythingChangesAllTheTime() {
        Site busy = rig.crowd("busy", 10);
        busy.rules =
                new PlanRules(Entitlements.documented(), NameRules.documented(), new GuardLimits(500, 0, 0, 100, 50));
        rig.reconcilers.put(busy.id(), busy.reconciler());
        rig.run(busy, Rig.EVERYTHING);
        busy.iam = without(Rig.people(10), "u1");
        Operation held = rig.run(busy, Rig.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);

        // Somebody comes, somebody else goes, before anybody releases it.
        busy.iam = without(Rig.people(12), "u1", "u2");
        rig.operations.release(busy.id(), held.id(), Rig.CALLER);
        Operation again = rig.finish(busy, held.id());

        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.notes()).contains("not among what was released: user user2");
        assertThat(rig.operations.synchronizedNames(busy.id()).userNames())
                .contains("user2", "user10", "user11")
                .doesNotContain("user1");
        assertThat(busy.model.dangling()).isEmpty();

        busy.iam = without(Rig.people(13), "u1", "u2");
        rig.operations.release(busy.id(), held.id(), Rig.CALLER);
        assertThat(rig.finish(busy, held.id()).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(rig.operations.synchronizedNames(busy.id()).userNames())
                .contains("user12")
                .doesNotContain("user1", "user2");
    }

    private static Function<Selection, IamSnapshot> without(Function<Selection, IamSnapshot> iam, String... ids) {
        return selection -> {
            IamSnapshot all = iam.apply(selection);
            Set<IamId> gone = Arrays.stream(ids).map(IamId::new).collect(Collectors.toSet());
            return new IamSnapshot(
                    all.users().stream()
                            .filter(user -> !gone.contains(user.id()))
                            .toList(),
                    all.groups(),
                    all.completeness());
        };
    }

    @Test
    void whatWasReleasedIsCarriedOutOnceByWhoeverTakesItUp() {
        for (int step : List.of(5, 20, 40, 48)) {
            Operation held = holdOfMany();
            site.iam = Rig.people(58);
            rig.operations.release(site.id(), held.id(), Rig.CALLER);
            rig.steps.dieAt(step);
            assertThatThrownBy(() -> rig.operations.runOnce()).isInstanceOf(Steps.Death.class);
            rig.restart();
            assertThat(rig.finish(site, held.id()).state()).isEqualTo(OperationState.HELD);
            assertThat(accounts()).hasSize(75);
            assertThat(rig.rows(held.id()))
                    .filteredOn(row -> row.outcome() == Result.Outcome.PLANNED
                            && row.action().equals("delete"))
                    .hasSize(17);
        }
    }

    @Test
    void newMembersWhoWouldLeaveALargeGroupStayUntilTheyAreReleased() {
        Site large = rig.crowd("large", 400);
        rig.run(large, Rig.EVERYTHING);
        large.iam = members(400, 190);
        Operation held = rig.run(large, Rig.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);
        large.iam = members(400, 50);
        rig.operations.release(large.id(), held.id(), Rig.CALLER);
        Operation end = rig.finish(large, held.id());
        assertThat(end.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(large.model.read(Progress.NONE).groups())
                .filteredOn(group -> group.name().value().equals("crowd"))
                .allMatch(group -> group.members().size() == 50);
    }

    /// All are in one group, and the first ones in another.
    private static Function<Selection, IamSnapshot> members(int all, int crowd) {
        return selection -> {
            IamSnapshot people = Rig.people(all).apply(selection);
            IamGroup whole = people.groups().getFirst();
            IamGroup crowded = new IamGroup(
                    whole.id(),
                    whole.name(),
                    "",
                    people.users().stream()
                            .map(IamUser::id)
                            .filter(id -> Integer.parseInt(id.value().substring(1)) < crowd)
                            .collect(Collectors.toSet()),
                    whole.policies());
            IamGroup rest =
                    new IamGroup(new IamId("rest"), new GroupName("rest"), "", whole.members(), whole.policies());
            return new IamSnapshot(people.users(), List.of(crowded, rest), people.completeness());
        };
    }

    @Test
    void aReleaseInAWorldThatIsHarmlessAgainNeedsNobodyAnyMore() {
        Operation held = hold();
        site.iam = Rig.people(39);
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(39);
    }

    @Test
    void aReleaseAfterAChangeByHandPlansAgainAndStillStands() {
        Operation held = hold();
        site.changeByHand("user0");
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(28);
    }

    @Test
    void anIamThatListsInAnotherOrderIsNoOtherWorld() {
        var more = Rig.people(60);
        site.iam = more;
        Operation one = rig.dryRun(site, Rig.EVERYTHING);
        site.iam = selection -> {
            var read = more.apply(selection);
            return new io.rollcall.sync.source.IamSnapshot(read.users().reversed(), read.groups(), read.completeness());
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
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(40);
    }

    @Test
    void aNewRequestSupersedesAHeldPlanAndIsThenTheOnlyOne() {
        Operation first = hold();
        Operation second = hold();
        Operation superseded = rig.find(site, first.id());
        assertThat(superseded.state()).isEqualTo(OperationState.SUPERSEDED);
        assertThat(superseded.finishedAt()).isNotNull();
        assertThat(rig.rows(first.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(rig.operations.release(site.id(), first.id(), Rig.CALLER)).isEqualTo(Intervention.NOT_NOW);
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
        assertThat(rig.operations.discard(site.id(), held.id(), Rig.CALLER)).isEqualTo(Intervention.DONE);
        Operation discarded = rig.finish(site, held.id());
        assertThat(discarded.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(rig.rows(held.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(40);
        assertThat(rig.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
    }

    @Test
    void aReleasedPlanMakesTheClusterBusyUntilItEnds() {
        Operation held = hold();
        rig.operations.release(site.id(), held.id(), Rig.CALLER);
        assertThat(rig.operations.submit(site.id(), Rig.EVERYTHING, false, Rig.CALLER))
                .isInstanceOf(Submission.Busy.class);
        assertThat(rig.operations.release(site.id(), held.id(), Rig.CALLER)).isEqualTo(Intervention.NOT_NOW);
    }

    @Test
    void aReleasedPlanCanStillBeStopped() {
        Operation held = hold();
        rig.operations.release(site.id(), held.id(), Rig.CALLER);
        rig.operations.stop(site.id(), held.id(), Rig.CALLER);
        assertThat(rig.finish(site, held.id()).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(40);
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
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).isEmpty();
    }

    @Test
    void aHeldReadDoesNotLowerTheMeasureOfLaterOnes() {
        site.iam = Rig.people(21);
        hold();
        site.iam = Rig.people(11);
        Operation doubtful = rig.run(site, Rig.EVERYTHING);
        assertThat(doubtful.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(doubtful.notes()).anyMatch(note -> note.startsWith("nobody is removed"));
        assertThat(site.model.read(Progress.NONE).ownedAccounts()).hasSize(40);
    }
}
