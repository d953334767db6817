package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an entry leaves behind that a hand deleted, or took our mark from: nobody inherits it.
class StaleReferencesTest {
    private static final Policy READS = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);
    private static final Policy WORKS = SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS);
    private static final Policy ALL_RIGHTS = SystemPolicies.named(SystemPolicies.FULL_ACCESS);
    private static final Selection.Everything ALL = new Selection.Everything();
    private static final GroupName LAUNCHER = new GroupName("launcher-job");

    private final List<IamUser> users = new ArrayList<>();
    private final List<IamGroup> groups = new ArrayList<>();
    private final PlanRunner runner = new PlanRunner(new RandomWorld(0));
    private Completeness completeness = new Completeness.Complete();

    @BeforeEach
    void startWithAnEmptyManager() {
        runner.target = new MemoryTarget("model");
        runner.rules = PlanRules.standard();
        Entitlements.documented()
                .rows()
                .flatMap(row -> row.roles().stream())
                .distinct()
                .forEach(role -> runner.target.put(new TargetRole(role, Set.of(), Set.of())));
        runner.target.put(new TargetRole(new RoleName("by_hand"), Set.of(), Set.of()));
        runner.target.put(new TargetGroup(LAUNCHER, null, 500, "", Set.of()));
        runner.target.put(new TargetGroup(new GroupName("ops"), null, 501, "", Set.of()));
    }

    private void user(String id, String name) {
        users.removeIf(user -> user.id().value().equals(id));
        users.add(new IamUser(new IamId(id), new UserName(name), true, ""));
    }

    private void group(String id, String name, Policy policy, String... members) {
        leaves(id);
        groups.add(new IamGroup(
                new IamId(id),
                new GroupName(name),
                "",
                Stream.of(members).map(IamId::new).collect(Collectors.toSet()),
                Set.of(policy)));
    }

    private void leaves(String id) {
        users.removeIf(user -> user.id().value().equals(id));
        groups.removeIf(group -> group.id().value().equals(id));
    }

    private Plan plan(Selection selection) {
        return Planner.synchronize(selection, new IamSnapshot(users, groups, completeness), runner.input(), 0);
    }

    private Plan sync(Selection selection) {
        Plan plan = plan(selection);
        runner.runAmongLeftovers(plan);
        return plan;
    }

    private Set<String> members(String group) {
        TargetGroup there = runner.target.read().group(new GroupName(group));
        return there == null
                ? Set.of()
                : there.members().stream().map(UserName::value).collect(Collectors.toSet());
    }

    private Set<String> roles(String group) {
        return runner.target.read().roles().stream()
                .filter(role -> role.groups().contains(new GroupName(group)))
                .map(role -> role.name().value())
                .collect(Collectors.toSet());
    }

    private void joinByHand(String group, String user) {
        TargetGroup there = Objects.requireNonNull(runner.target.read().group(new GroupName(group)));
        Set<UserName> members = new HashSet<>(there.members());
        members.add(new UserName(user));
        runner.target.put(new TargetGroup(there.name(), there.mark(), there.gidNumber(), there.description(), members));
    }

    private void grantByHand(String role, String group) {
        TargetRole there = Objects.requireNonNull(runner.target.read().role(new RoleName(role)));
        Set<GroupName> grants = new HashSet<>(there.groups());
        grants.add(new GroupName(group));
        runner.target.put(new TargetRole(there.name(), grants, there.users()));
    }

    /// Bob works in `one` and was deleted by hand.
    private void bobWasDeleted() {
        user("u2", "bob");
        group("g1", "one", WORKS, "u2");
        group("g2", "two", READS);
        sync(ALL);
        assertThat(members("launcher-job")).containsExactly("bob");
        runner.target.deleteByHand(new UserName("bob"));
    }

    /// The group `team` had all rights and was deleted by hand.
    private void theTeamWasDeleted() {
        user("u1", "alice");
        group("g1", "team", ALL_RIGHTS, "u1");
        sync(ALL);
        assertThat(roles("team")).hasSize(7);
        runner.target.deleteByHand(new GroupName("team"));
    }

    @Test
    void anotherPersonOfTheNameGetsNothingOfTheOneBefore() {
        bobWasDeleted();
        leaves("u2");
        user("u3", "bob");
        group("g1", "one", WORKS);
        group("g2", "two", READS, "u3");

        assertThat(sync(ALL).refusals()).isEmpty();

        assertThat(members("one")).isEmpty();
        assertThat(members("two")).containsExactly("bob");
        assertThat(members("launcher-job")).isEmpty();
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void anotherPersonOfTheNameKeepsWhatTheIamGivesToBoth() {
        bobWasDeleted();
        leaves("u2");
        user("u3", "bob");
        group("g1", "one", WORKS, "u3");

        assertThat(sync(ALL).refusals()).isEmpty();

        assertThat(members("one")).containsExactly("bob");
        assertThat(members("launcher-job")).containsExactly("bob");
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void aPersonWhoWasDeletedAndMovedGetsOnlyWhatTheIamGivesNow() {
        bobWasDeleted();
        group("g1", "one", WORKS);
        group("g2", "two", READS, "u2");

        sync(ALL);

        assertThat(members("one")).isEmpty();
        assertThat(members("two")).containsExactly("bob");
        assertThat(members("launcher-job")).isEmpty();
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void aNamedSynchronizationGivesNoInheritanceEither() {
        bobWasDeleted();
        leaves("u2");
        user("u3", "bob");
        group("g1", "one", WORKS);
        group("g2", "two", READS, "u3");

        sync(Selection.Named.of(List.of(new UserName("bob")), List.of()));

        assertThat(members("one")).isEmpty();
        assertThat(members("two")).containsExactly("bob");
        assertThat(members("launcher-job")).isEmpty();
    }

    @Test
    void whatIsLeftOfSomebodyWhoIsGoneFromBothSidesIsTakenBack() {
        bobWasDeleted();
        leaves("u2");
        group("g1", "one", WORKS);

        Plan plan = sync(ALL);

        assertThat(plan.changes()).hasSize(2);
        assertThat(members("one")).isEmpty();
        assertThat(members("launcher-job")).isEmpty();
        assertThat(plan(ALL).nothingToDo()).isTrue();
        assertThat(runner.ownership.users()).isNotEmpty();
        sync(ALL);
        assertThat(runner.ownership.users()).isEmpty();
    }

    @Test
    void aDeletedPersonWhoIsCancelledLeavesNothingBehind() {
        bobWasDeleted();

        runner.runAmongLeftovers(runner.cancel(Selection.Named.of(List.of(new UserName("bob")), List.of())));

        assertThat(members("one")).isEmpty();
        assertThat(members("launcher-job")).isEmpty();
    }

    @Test
    void anIncompleteReadGivesTheNameToNobody() {
        bobWasDeleted();
        leaves("u2");
        user("u3", "bob");
        group("g1", "one", WORKS);
        group("g2", "two", READS, "u3");
        completeness = new Completeness.Incomplete("a page is missing");

        Plan plan = sync(ALL);

        assertThat(plan.refusals())
                .filteredOn(refusal -> refusal.name().equals("bob"))
                .extracting(Refusal::cause)
                .containsExactly(Refusal.Cause.INHERITS);
        assertThat(members("one")).containsExactly("bob");
        assertThat(runner.target.read().account(new UserName("bob"))).isNull();
    }

    @Test
    void whatAHandGaveIsNotInheritedButKeepsTheNameFree() {
        bobWasDeleted();
        joinByHand("ops", "bob");
        leaves("u2");
        user("u3", "Bob");
        group("g1", "one", WORKS, "u3");

        Plan plan = sync(ALL);

        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.name()).isEqualTo("Bob");
            assertThat(refusal.cause()).isEqualTo(Refusal.Cause.INHERITS);
            assertThat(refusal.detail()).contains("a member of the group 'ops'");
        });
        assertThat(members("ops")).containsExactly("bob");
        assertThat(members("one")).isEmpty();
    }

    @Test
    void whatAHandGaveIsThereAgainForWhoeverHadIt() {
        bobWasDeleted();
        joinByHand("ops", "bob");

        assertThat(sync(ALL).refusals()).isEmpty();

        assertThat(members("ops")).containsExactly("bob");
        assertThat(members("one")).containsExactly("bob");
        assertThat(members("launcher-job")).containsExactly("bob");
    }

    @Test
    void anotherGroupOfTheNameGetsNoneOfTheRoles() {
        theTeamWasDeleted();
        leaves("g1");
        group("g3", "team", READS, "u1");

        assertThat(sync(ALL).refusals()).isEmpty();

        assertThat(roles("team")).containsExactly("Manager_viewer");
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void aGroupThatComesBackWithFewerPoliciesGetsFewerRoles() {
        theTeamWasDeleted();
        group("g1", "team", READS, "u1");

        sync(ALL);

        assertThat(roles("team")).containsExactly("Manager_viewer");
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void theRolesOfAGroupThatIsGoneFromBothSidesAreTakenBack() {
        theTeamWasDeleted();
        grantByHand("by_hand", "team");
        leaves("g1");

        sync(ALL);

        assertThat(roles("team")).containsExactly("by_hand");
    }

    @Test
    void aRoleThatAHandGaveKeepsTheNameOfTheGroupFree() {
        theTeamWasDeleted();
        grantByHand("by_hand", "team");
        leaves("g1");
        group("g3", "team", READS, "u1");

        assertThat(sync(ALL).refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.name()).isEqualTo("team");
            assertThat(refusal.cause()).isEqualTo(Refusal.Cause.INHERITS);
            assertThat(refusal.detail()).contains("a holder of the role 'by_hand'");
        });
    }

    @Test
    void afterTheLossOfTheDatabaseWhatTheTableCanGiveIsTakenForOurs() {
        theTeamWasDeleted();
        runner.ownership = Ownership.EMPTY;
        leaves("g1");
        group("g3", "team", READS, "u1");

        sync(ALL);

        assertThat(roles("team")).containsExactly("Manager_viewer");
    }

    @Test
    void whoLosesTheMarkKeepsTheRightsOnlyAsLongAsTheIamGivesThem() {
        user("u2", "bob");
        group("g1", "one", WORKS, "u2");
        sync(ALL);
        runner.target.unmark(new UserName("bob"));

        assertThat(sync(ALL).refusals()).extracting(Refusal::cause).containsExactly(Refusal.Cause.FOREIGN);
        assertThat(members("one")).containsExactly("bob");

        leaves("u2");
        group("g1", "one", WORKS);
        sync(ALL);

        assertThat(members("one")).isEmpty();
        assertThat(members("launcher-job")).isEmpty();
        assertThat(runner.target.read().account(new UserName("bob"))).isNotNull();
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }

    @Test
    void aCancelSaysThatAnEntryWithoutTheMarkIsLeftAlone() {
        user("u2", "bob");
        group("g1", "one", WORKS, "u2");
        sync(ALL);
        runner.target.unmark(new UserName("bob"));

        Plan plan = runner.cancel(Selection.Named.of(List.of(new UserName("bob")), List.of()));
        runner.runAmongLeftovers(plan);

        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.name()).isEqualTo("bob");
            assertThat(refusal.detail()).contains("left alone");
        });
        assertThat(members("one")).isEmpty();
        assertThat(members("launcher-job")).isEmpty();
    }

    @Test
    void aGroupThatLosesTheMarkLosesItsRolesWithItsPolicies() {
        user("u1", "alice");
        group("g1", "team", ALL_RIGHTS, "u1");
        group("g2", "two", READS, "u1");
        sync(ALL);
        grantByHand("by_hand", "team");
        runner.target.unmark(new GroupName("team"));

        leaves("g1");
        sync(ALL);

        assertThat(roles("team")).containsExactly("by_hand");
    }

    @Test
    void manyWhoVanishedAreSettledOnlyWithAPersonsWord() {
        for (int i = 0; i < 40; i++) {
            user("u" + i, "person-" + i);
        }
        String[] all = users.stream().map(user -> user.id().value()).toArray(String[]::new);
        group("g1", "one", WORKS, all);
        sync(ALL);
        for (int i = 0; i < 20; i++) {
            runner.target.deleteByHand(new UserName("person-" + i));
            leaves("u" + i);
        }
        group("g1", "one", WORKS, users.stream().map(user -> user.id().value()).toArray(String[]::new));

        assertThat(plan(ALL).holds()).isNotEmpty();
    }
}
