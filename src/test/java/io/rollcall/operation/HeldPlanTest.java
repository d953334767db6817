package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.Decided;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guard holds, and what becomes of it (R22).
class HeldPlanTest {
    @TempDir
    Path folder;

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        site = fixture.crowd("c", 40);
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        site.iam = OperationsFixture.people(28);
    }

    private Operation hold() {
        Operation held = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);
        return held;
    }

    private Operation release(Operation held) {
        assertThat(fixture.operations.release(site.id(), held.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.DONE);
        return fixture.finish(site, held.id());
    }

    @Test
    void aHeldPlanWritesNothingAndIsNotRunning() {
        Set<Object> before = site.model.state();
        int writes = site.model.writes();
        Operation held = hold();
        assertThat(site.model.state()).isEqualTo(before);
        assertThat(site.model.writes()).isEqualTo(writes);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames()).hasSize(40);
        assertThat(fixture.rows(held.id())).isNotEmpty().allMatch(row -> row.outcome() == Result.Outcome.PLANNED);
        assertThat(held.notes()).anyMatch(note -> note.contains("12 of 40 accounts") && note.contains("20 %"));
        assertThat(held.finishedAt()).isNull();
    }

    @Test
    void aReleaseAppliesThatVeryPlan() {
        Operation held = hold();
        List<Result> plan = fixture.rows(held.id());
        Operation released = release(held);
        assertThat(released.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.rows(held.id()))
                .extracting(Result::number, Result::name, Result::action, Result::before, Result::after)
                .isEqualTo(plan.stream()
                        .map(row -> org.assertj.core.groups.Tuple.tuple(
                                row.number(), row.name(), row.action(), row.before(), row.after()))
                        .toList());
        assertThat(site.model.read().ownedAccounts()).hasSize(28);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aReleaseStandsForWhatWasSeenAndOnlyWhatIsNewIsHeldAgain() {
        Operation held = holdOfMany();
        site.iam = OperationsFixture.people(58);
        Operation again = release(held);
        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.id()).isEqualTo(held.id());
        assertThat(accounts()).hasSize(75);
        assertThat(again.holds()).singleElement().asString().contains("17 of 75 accounts");
        assertThat(again.notes()).anyMatch(note -> note.startsWith("not among what was released: user user58"));
        assertThat(fixture.rows(again.id()))
                .filteredOn(row -> row.outcome() == Result.Outcome.APPLIED)
                .isNotEmpty();
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
        assertThat(release(again).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(accounts()).hasSize(58);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, true));
    }

    @Test
    void aDecisionAboutAnotherPlanChangesNothing() {
        Operation held = holdOfMany();
        String read = Objects.requireNonNull(held.planHash());
        site.iam = OperationsFixture.people(58);
        Operation again = release(held, read);
        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.planHash()).isNotNull().isNotEqualTo(read);
        Set<Object> before = site.model.state();
        assertThat(fixture.operations.release(
                        site.id(), held.id(), OperationsFixture.CALLER, new Decided("as read", read)))
                .isEqualTo(Intervention.OTHER_PLAN);
        assertThat(fixture.operations.discard(
                        site.id(), held.id(), OperationsFixture.CALLER, new Decided("as read", read)))
                .isEqualTo(Intervention.OTHER_PLAN);
        Operation after = fixture.operations.find(site.id(), held.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(OperationState.HELD);
        assertThat(after.decisions()).hasSize(1);
        assertThat(site.model.state()).isEqualTo(before);
        assertThat(release(again, Objects.requireNonNull(again.planHash())).state())
                .isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void thePlanThatWasReadHasItsHashForAsLongAsItIsThatPlan() {
        Operation held = hold();
        Operation same = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(same.id()).isNotEqualTo(held.id());
        assertThat(same.planHash()).isNotNull().isEqualTo(held.planHash());
        site.iam = OperationsFixture.people(27);
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).planHash()).isNotEqualTo(held.planHash());
    }

    private Operation release(Operation held, String planHash) {
        assertThat(fixture.operations.release(
                        site.id(), held.id(), OperationsFixture.CALLER, new Decided(null, planHash)))
                .isEqualTo(Intervention.DONE);
        return fixture.finish(site, held.id());
    }

    /// Of 100 people 25 are to go.
    private Operation holdOfMany() {
        site = fixture.crowd("many" + fixture.reconcilers.size(), 100);
        fixture.run(site, OperationsFixture.EVERYTHING);
        site.iam = OperationsFixture.people(75);
        return hold();
    }

    @Test
    void whatIsNewAndWouldNotBeHeldByItselfGoesToo() {
        Operation held = hold();
        site.iam = OperationsFixture.people(20);
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(accounts()).hasSize(20);
    }

    private Set<IamId> accounts() {
        return site.model.read().ownedAccounts().keySet();
    }

    @Test
    void aReleaseDoesNotStarveWhileEverythingChangesAllTheTime() {
        FakeCluster busy = fixture.crowd("busy", 10);
        busy.rules =
                new PlanRules(Entitlements.documented(), NameRules.documented(), new GuardLimits(500, 0, 0, 100, 50));
        fixture.reconcilers.put(busy.id(), busy.reconciler());
        fixture.run(busy, OperationsFixture.EVERYTHING);
        busy.iam = without(OperationsFixture.people(10), "u1");
        Operation held = fixture.run(busy, OperationsFixture.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);

        // Somebody comes, somebody else goes, before anybody releases it.
        busy.iam = without(OperationsFixture.people(12), "u1", "u2");
        fixture.operations.release(busy.id(), held.id(), OperationsFixture.CALLER);
        Operation again = fixture.finish(busy, held.id());

        assertThat(again.state()).isEqualTo(OperationState.HELD);
        assertThat(again.notes()).contains("not among what was released: user user2");
        assertThat(fixture.operations.synchronizedNames(busy.id()).userNames())
                .contains("user2", "user10", "user11")
                .doesNotContain("user1");
        assertThat(busy.model.dangling()).isEmpty();

        busy.iam = without(OperationsFixture.people(13), "u1", "u2");
        fixture.operations.release(busy.id(), held.id(), OperationsFixture.CALLER);
        assertThat(fixture.finish(busy, held.id()).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(fixture.operations.synchronizedNames(busy.id()).userNames())
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
        releaseOfLess();
        fixture.steps.dieAt(0);
        fixture.operations.runOnce();
        int all = fixture.steps.count();
        for (int step : List.of(all / 10, all / 3, all * 2 / 3, all)) {
            Operation held = releaseOfLess();
            fixture.steps.dieAt(step);
            assertThatThrownBy(() -> fixture.operations.runOnce()).isInstanceOf(CrashPoints.Death.class);
            fixture.restart();
            assertThat(fixture.finish(site, held.id()).state()).isEqualTo(OperationState.HELD);
            assertThat(accounts()).hasSize(75);
            assertThat(fixture.rows(held.id()))
                    .filteredOn(row -> row.outcome() == Result.Outcome.PLANNED && row.action() == Result.Action.DELETE)
                    .hasSize(17);
        }
    }

    /// A held plan that is released when the IAM has fewer users than it was made for.
    private Operation releaseOfLess() {
        Operation held = holdOfMany();
        site.iam = OperationsFixture.people(58);
        fixture.operations.release(site.id(), held.id(), OperationsFixture.CALLER);
        return held;
    }

    @Test
    void newMembersWhoWouldLeaveALargeGroupStayUntilTheyAreReleased() {
        FakeCluster large = fixture.crowd("large", 400);
        fixture.run(large, OperationsFixture.EVERYTHING);
        large.iam = members(400, 190);
        Operation held = fixture.run(large, OperationsFixture.EVERYTHING);
        assertThat(held.state()).isEqualTo(OperationState.HELD);
        large.iam = members(400, 50);
        fixture.operations.release(large.id(), held.id(), OperationsFixture.CALLER);
        Operation end = fixture.finish(large, held.id());
        assertThat(end.state()).isEqualTo(OperationState.COMPLETED);
        assertThat(large.model.read().groups())
                .filteredOn(group -> group.name().value().equals("crowd"))
                .allMatch(group -> group.members().size() == 50);
    }

    /// All are in one group, and the first ones in another.
    private static Function<Selection, IamSnapshot> members(int all, int crowd) {
        return selection -> {
            IamSnapshot people = OperationsFixture.people(all).apply(selection);
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
        site.iam = OperationsFixture.people(39);
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read().ownedAccounts()).hasSize(39);
    }

    @Test
    void aReleaseAfterAChangeByHandPlansAgainAndStillStands() {
        Operation held = hold();
        site.changeByHand("user0");
        assertThat(release(held).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read().ownedAccounts()).hasSize(28);
    }

    @Test
    void anIamThatListsInAnotherOrderIsNoOtherWorld() {
        var more = OperationsFixture.people(60);
        site.iam = more;
        Operation one = fixture.dryRun(site, OperationsFixture.EVERYTHING);
        site.iam = selection -> {
            var read = more.apply(selection);
            return new io.rollcall.sync.source.IamSnapshot(read.users().reversed(), read.groups(), read.completeness());
        };
        Operation other = fixture.dryRun(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.rows(other.id())).isEqualTo(fixture.rows(one.id()));
    }

    @Test
    void aReleaseWhileTheIamIsAwayFailsAndTheSameRequestIsHeldAgain() {
        Operation held = hold();
        site.away(UnavailableException.Part.IAM_USER);
        Operation failed = release(held);
        assertThat(failed.state()).isEqualTo(OperationState.FAILED);
        site.away(null);
        hold();
        assertThat(site.model.read().ownedAccounts()).hasSize(40);
    }

    @Test
    void aNewRequestSupersedesAHeldPlanAndIsThenTheOnlyOne() {
        Operation first = hold();
        Operation second = hold();
        Operation superseded = fixture.find(site, first.id());
        assertThat(superseded.state()).isEqualTo(OperationState.SUPERSEDED);
        assertThat(superseded.finishedAt()).isNotNull();
        assertThat(fixture.rows(first.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(fixture.operations.release(site.id(), first.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.NOT_NOW);
        assertThat(release(second).state()).isEqualTo(OperationState.COMPLETED);
    }

    @Test
    void aDryRunDoesNotSupersedeAHeldPlan() {
        Operation held = hold();
        fixture.dryRun(site, OperationsFixture.EVERYTHING);
        assertThat(fixture.find(site, held.id()).state()).isEqualTo(OperationState.HELD);
    }

    @Test
    void aHeldPlanCanBeDiscarded() {
        Operation held = hold();
        assertThat(fixture.operations.discard(site.id(), held.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.DONE);
        Operation discarded = fixture.finish(site, held.id());
        assertThat(discarded.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(fixture.rows(held.id())).allMatch(row -> row.outcome() == Result.Outcome.SKIPPED);
        assertThat(site.model.read().ownedAccounts()).hasSize(40);
        assertThat(fixture.operations.status(site.id())).isEqualTo(new ClusterStatus(false, false));
    }

    @Test
    void aReleasedPlanMakesTheClusterBusyUntilItEnds() {
        Operation held = hold();
        fixture.operations.release(site.id(), held.id(), OperationsFixture.CALLER);
        assertThat(fixture.operations.submit(site.id(), OperationsFixture.EVERYTHING, false, OperationsFixture.CALLER))
                .isInstanceOf(Submission.Busy.class);
        assertThat(fixture.operations.release(site.id(), held.id(), OperationsFixture.CALLER))
                .isEqualTo(Intervention.NOT_NOW);
    }

    @Test
    void aReleasedPlanCanStillBeStopped() {
        Operation held = hold();
        fixture.operations.release(site.id(), held.id(), OperationsFixture.CALLER);
        fixture.operations.stop(site.id(), held.id(), OperationsFixture.CALLER);
        assertThat(fixture.finish(site, held.id()).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(site.model.read().ownedAccounts()).hasSize(40);
    }

    @Test
    void aStopDuringThePlanningOfWhatWouldBeHeldIsNotForgotten() {
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        var people = OperationsFixture.people(28);
        site.iam = selection -> {
            fixture.operations.stop(site.id(), id, OperationsFixture.CALLER);
            return people.apply(selection);
        };
        assertThat(fixture.finish(site, id).state()).isEqualTo(OperationState.CANCELLED);
    }

    @Test
    void whatTheCallerNamedIsNeverHeld() {
        List<UserName> named = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> new UserName("user" + i))
                .toList();
        Command cancel = new Command.Cancel(Selection.Named.of(named, List.of()));
        assertThat(fixture.run(site, cancel).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(site.model.read().ownedAccounts()).isEmpty();
    }

    @Test
    void aHeldReadDoesNotLowerTheMeasureOfLaterOnes() {
        site.iam = OperationsFixture.people(21);
        hold();
        site.iam = OperationsFixture.people(11);
        Operation doubtful = fixture.run(site, OperationsFixture.EVERYTHING);
        assertThat(doubtful.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(doubtful.notes()).anyMatch(note -> note.startsWith("no user is removed"));
        assertThat(site.model.read().ownedAccounts()).hasSize(40);
    }
}
