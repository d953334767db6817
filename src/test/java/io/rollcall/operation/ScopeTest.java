package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.SyncState;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetRole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `is_synchronous` is about what has been asked for and not been cancelled (R28).
class ScopeTest {
    @TempDir
    Path folder;

    private final Map<String, String> names = new TreeMap<>();
    private final Map<String, List<String>> groups = new TreeMap<>();
    private final Set<String> disabled = new HashSet<>();

    @AutoClose
    private OperationsFixture fixture;

    private FakeCluster site;

    @BeforeEach
    void start() {
        fixture = new OperationsFixture(folder);
        MemoryTarget model = new MemoryTarget("site");
        model.put(new TargetRole(new RoleName("Manager_viewer"), Set.of(), Set.of()));
        site = fixture.site("c", selection -> iam(), model, PlanRules.standard());
        people("alice", "bob", "carol", "dora");
        groups.put("red", List.of("alice", "bob"));
        groups.put("blue", List.of("carol", "dora"));
    }

    private void people(String... some) {
        Arrays.stream(some).forEach(name -> names.put(name, name));
    }

    private IamSnapshot iam() {
        return new IamSnapshot(
                names.entrySet().stream()
                        .map(e -> new IamUser(
                                new IamId("id-" + e.getKey()),
                                new UserName(e.getValue()),
                                !disabled.contains(e.getKey()),
                                ""))
                        .toList(),
                groups.entrySet().stream()
                        .map(e -> new IamGroup(
                                new IamId("id-" + e.getKey()),
                                new GroupName(e.getKey()),
                                "",
                                e.getValue().stream()
                                        .map(member -> new IamId("id-" + member))
                                        .collect(Collectors.toSet()),
                                Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))))
                        .toList(),
                new Completeness.Complete());
    }

    private static Selection.Named named(List<String> users, List<String> groups) {
        return Selection.Named.of(
                users.stream().map(UserName::new).toList(),
                groups.stream().map(GroupName::new).toList());
    }

    private Operation sync(String... users) {
        return fixture.run(site, new Command.Synchronize(named(List.of(users), List.of())));
    }

    private Operation cancel(String... users) {
        return fixture.run(site, new Command.Cancel(named(List.of(users), List.of())));
    }

    private Operation cancelGroup(String group) {
        return fixture.run(site, new Command.Cancel(named(List.of(), List.of(group))));
    }

    private void everybody() {
        fixture.run(site, OperationsFixture.EVERYTHING);
    }

    private boolean synchronous() {
        return fixture.operations.status(site.id()).synchronous();
    }

    /// At once, and after every next look.
    private void stays(boolean expected) {
        assertThat(synchronous()).isEqualTo(expected);
        fixture.watch();
        assertThat(synchronous()).isEqualTo(expected);
        fixture.watch();
        assertThat(synchronous()).isEqualTo(expected);
    }

    /// Five whom no Manager can hold.
    private void refused() {
        people("b.o", "hdfs", "m.e", "x.y", "z.z");
        groups.put("green", List.of("b.o", "hdfs", "m.e", "x.y", "z.z", "alice"));
    }

    @Test
    void whoWasRefusedKeepsItFalseWhateverOtherRunsDo() {
        refused();
        everybody();
        stays(false);
        sync("alice");
        stays(false);
        everybody();
        stays(false);
        cancel("bob");
        stays(false);
    }

    @Test
    void whoWasRefusedAndIsCancelledIsNotMissedAnyMore() {
        refused();
        everybody();
        cancel("b.o", "hdfs", "m.e", "x.y", "z.z");
        stays(true);
    }

    @Test
    void whoWasRefusedAndIsMendedOrLeavesTheIamIsNotMissedAnyMore() {
        people("b.o");
        groups.put("green", List.of("b.o"));
        everybody();
        stays(false);
        names.put("b.o", "bosse");
        everybody();
        stays(true);

        people("m.e");
        groups.put("green", List.of("b.o", "m.e"));
        everybody();
        stays(false);
        names.remove("m.e");
        groups.put("green", List.of("b.o"));
        fixture.watch();
        stays(true);
    }

    @Test
    void aFailedWriteKeepsItFalseUntilItIsMended() {
        site.model.refuses = change -> change instanceof Change.CreateAccount c
                        && c.user().name().value().equals("carol")
                ? Optional.of("no")
                : Optional.empty();
        everybody();
        stays(false);
        sync("alice");
        stays(false);
        site.model.refuses = change -> Optional.empty();
        sync("carol");
        stays(true);
    }

    @Test
    void whatACancellationTakesOutOfEverybodyIsNotMissed() {
        everybody();
        cancelGroup("blue");
        stays(true);
        cancel("alice");
        stays(true);
    }

    @Test
    void aNewMemberOfACancelledGroupIsNotMissedEither() {
        everybody();
        cancelGroup("blue");
        people("emil");
        groups.put("blue", List.of("carol", "dora", "emil", "alice"));
        stays(true);
    }

    @Test
    void whoIsCancelledAndAskedForAgainIsMissedUntilTheyAreThere() {
        everybody();
        cancel("carol");
        site.model.refuses = change -> change instanceof Change.CreateAccount ? Optional.of("no") : Optional.empty();
        sync("carol");
        stays(false);
        site.model.refuses = change -> Optional.empty();
        sync("carol");
        stays(true);
    }

    @Test
    void aFullSynchronizationAsksAgainForThoseWhoWereCancelled() {
        everybody();
        cancelGroup("blue");
        everybody();
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames())
                .containsExactly("alice", "bob", "carol", "dora");
        stays(true);
    }

    @Test
    void aCancellationThatFailsIsADifference() {
        everybody();
        site.model.refuses = change -> change instanceof Change.DeleteAccount ? Optional.of("no") : Optional.empty();
        cancel("carol");
        stays(false);
        site.model.refuses = change -> Optional.empty();
        cancel("carol");
        stays(true);
    }

    @Test
    void aCancellationThatFailsIsADifferenceInASumOfNamesToo() {
        sync("alice", "carol");
        site.model.refuses = change -> change instanceof Change.DeleteAccount ? Optional.of("no") : Optional.empty();
        cancel("carol");
        stays(false);
        site.model.refuses = change -> Optional.empty();
        cancel("carol");
        stays(true);
    }

    @Test
    void aNameThatTheIamDoesNotKnowIsTheFailureOfThatRequestAlone() {
        sync("alice");
        stays(true);
        assertThat(sync("tpyo").state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        stays(true);
        people("tpyo");
        groups.put("red", List.of("alice", "bob", "tpyo"));
        stays(true);
        everybody();
        stays(true);
        assertThat(sync("nobody").state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
        assertThat(cancel("neither").state()).isEqualTo(OperationState.COMPLETED);
        stays(true);
        people("neither");
        groups.put("red", List.of("alice", "bob", "tpyo", "neither"));
        fixture.watch();
        stays(false);
    }

    @Test
    void aSumOfNamesGrowsAndShrinksByName() {
        sync("alice");
        people("emil");
        groups.put("green", List.of("emil"));
        stays(true);
        site.model.refuses = change -> change instanceof Change.CreateAccount ? Optional.of("no") : Optional.empty();
        sync("carol");
        stays(false);
        sync("alice");
        stays(false);
        cancel("carol");
        stays(true);
        cancel("alice");
        stays(false);
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames()).isEmpty();
    }

    @Test
    void aNamedPersonWhoIsNotEligibleIsMissedUntilTheyAre() {
        sync("alice");
        disabled.add("carol");
        sync("carol");
        stays(false);
        disabled.clear();
        fixture.watch();
        assertThat(synchronous()).isFalse();
        sync("carol");
        stays(true);
    }

    @Test
    void whoLeftTheIamAndIsStillInTheManagerIsADifference() {
        sync("alice", "carol");
        names.remove("carol");
        groups.put("blue", List.of("dora"));
        fixture.watch();
        stays(false);
        cancel("carol");
        stays(true);
    }

    @Test
    void whoeverIsRenamedStaysInTheScope() {
        sync("alice");
        names.put("alice", "alina");
        fixture.watch();
        stays(false);
        sync("alina");
        stays(true);
        cancel("alina");
        stays(false);
        assertThat(fixture.operations.synchronizedNames(site.id()).userNames()).isEmpty();
    }

    @Test
    void aDirectoryThatIsDeadForMinutesMakesItFalse() {
        everybody();
        site.away(UnavailableException.Part.MANAGER_USER);
        for (int minutes = 0; minutes < 4; minutes++) {
            fixture.watch();
        }
        assertThat(synchronous()).isFalse();
        site.away(null);
        fixture.watch();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aRestartDoesNotMakeItTrue() {
        everybody();
        fixture.restart();
        assertThat(synchronous()).isTrue();
        fixture.pass(OperationsFixture.DRIFT_INTERVAL.multipliedBy(4));
        fixture.restart();
        assertThat(synchronous()).isFalse();
        fixture.operations.watchOnce();
        assertThat(synchronous()).isTrue();
        site.away(UnavailableException.Part.IAM_USER);
        everybody();
        fixture.restart();
        assertThat(synchronous()).isFalse();
    }

    @Test
    void aClockThatWasSetBackDoesNotKeepItTrue() {
        everybody();
        fixture.pass(Duration.ofHours(-2));
        assertThat(synchronous()).isFalse();
    }

    @Test
    void whatTheDirectorySaysItTookAndDoesNotShowIsNoSynchronization() {
        everybody();
        groups.put("red", List.of("alice"));
        site.model.swallows = change -> change instanceof Change.ChangeGroup;
        everybody();
        stays(false);
        sync("bob");
        stays(false);
        site.model.swallows = change -> false;
        everybody();
        stays(true);
    }

    @Test
    void aFullSynchronizationThatFailsHasAskedForEverybody() {
        sync("alice");
        site.away(UnavailableException.Part.IAM_USER);
        everybody();
        site.away(null);
        fixture.watch();
        stays(false);
        everybody();
        stays(true);
    }

    @Test
    void aNamedSynchronizationThatFailsHasAskedForTheName() {
        sync("alice");
        site.away(UnavailableException.Part.IAM_USER);
        sync("carol", "tpyo");
        site.away(null);
        fixture.watch();
        stays(false);
        sync("carol");
        stays(true);
        people("tpyo");
        groups.put("red", List.of("alice", "bob", "tpyo"));
        stays(true);
    }

    @Test
    void aFullSynchronizationFromAnIncompleteReadHasComparedNothing() {
        everybody();
        site.iam = selection ->
                new IamSnapshot(iam().users(), iam().groups(), new Completeness.Incomplete("a page is missing"));
        assertThat(fixture.run(site, OperationsFixture.EVERYTHING).state()).isEqualTo(OperationState.COMPLETED);
        assertThat(synchronous()).isFalse();
        fixture.watch();
        SyncState.Unknown unknown =
                Objects.requireNonNull(fixture.operations.state(site.id()).unknown());
        assertThat(unknown.because()).contains("a page is missing");
        site.iam = selection -> iam();
        fixture.watch();
        stays(true);
    }

    @Test
    void theStateSaysSinceWhenAndWhyNothingIsKnown() {
        everybody();
        Instant begin = fixture.clock.instant();
        site.away(UnavailableException.Part.MANAGER_USER);
        for (int minutes = 0; minutes < 5; minutes++) {
            fixture.watch();
        }
        SyncState state = fixture.operations.state(site.id());
        assertThat(state.status().synchronous()).isFalse();
        assertThat(state.unknown())
                .isEqualTo(new SyncState.Unknown(
                        begin.plus(OperationsFixture.DRIFT_INTERVAL), "the Manager does not answer"));
        assertThat(state.differences()).isNotNull();
        site.away(null);
        fixture.watch();
        assertThat(fixture.operations.state(site.id()).unknown()).isNull();
    }

    @Test
    void theStateCountsWhatDiffersAsAPlanWould() {
        everybody();
        people("emil");
        groups.put("green", List.of("emil"));
        fixture.watch();
        SyncState.Differences found =
                Objects.requireNonNull(fixture.operations.state(site.id()).differences());
        assertThat(List.of(found.added(), found.changed(), found.removed(), found.refused()))
                .containsExactly(3, 0, 0, 0);
        assertThat(fixture.rows(
                        fixture.dryRun(site, OperationsFixture.EVERYTHING).id()))
                .hasSize(3);
    }

    @Test
    void aStoppedOperationIsLookedAtBeforeItIsTrueAgain() {
        everybody();
        OperationId id = fixture.accept(site, OperationsFixture.EVERYTHING);
        fixture.operations.stop(site.id(), id, OperationsFixture.CALLER);
        fixture.finish(site, id);
        assertThat(synchronous()).isFalse();
        fixture.operations.watchOnce();
        stays(true);
    }

    @Test
    void aHeldPlanIsADifferenceUntilTheWorldIsTheOldOne() {
        site = fixture.crowd("crowd", 40);
        everybody();
        site.iam = OperationsFixture.people(20);
        Operation held = fixture.run(site, OperationsFixture.EVERYTHING);
        stays(false);
        fixture.operations.stop(site.id(), held.id(), OperationsFixture.CALLER);
        stays(false);
        site.iam = OperationsFixture.people(40);
        fixture.watch();
        stays(true);
    }
}
