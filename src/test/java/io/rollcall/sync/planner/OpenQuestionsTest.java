package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What holds where neither the contract nor the decisions say it: docs/rulings.md, from R32 on.
class OpenQuestionsTest extends HandMadeWorld {
    private static final Policy COMMON = SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS);

    private static Selection.Named users(String... names) {
        return named(List.of(names), List.of());
    }

    private Plan cancel(Selection.Named selection) {
        Plan plan = runner.cancel(selection);
        runner.run(plan);
        return plan;
    }

    private Set<String> grants(String role) {
        return Objects.requireNonNull(manager().role(new RoleName(role))).groups().stream()
                .map(GroupName::value)
                .collect(Collectors.toSet());
    }

    private boolean hasGroup(String name) {
        return manager().group(new GroupName(name)) != null;
    }

    /// The user is taken out of a group, or put into it, by hand.
    private void membershipByHand(String group, String user, boolean in) {
        TargetGroup there = Objects.requireNonNull(manager().group(new GroupName(group)));
        Set<UserName> members = new HashSet<>(there.members());
        boolean ignored = in ? members.add(new UserName(user)) : members.remove(new UserName(user));
        runner.target.put(new TargetGroup(there.name(), there.mark(), there.gidNumber(), there.description(), members));
    }

    @Test
    void aPolicyThatDeniesAllThatItAllowsCountsForNothing() {
        user("alice");
        group(
                "none",
                new Policy.CustomPolicy("none", List.of(Statement.allow("mrs:job:*"), Statement.deny("mrs:*:*"))),
                "alice");
        group(
                "every",
                new Policy.CustomPolicy("every", List.of(Statement.allow("*"), Statement.deny("*:*:*"))),
                "alice");
        assertThat(sync(ALL).changes()).isEmpty();
        group(
                "some",
                new Policy.CustomPolicy("some", List.of(Statement.allow("mrs:*:*"), Statement.deny("mrs:job:*"))),
                "alice");
        sync(ALL);
        assertThat(hasGroup("some")).isTrue();
        assertThat(hasGroup("none")).isFalse();
        assertThat(hasGroup("every")).isFalse();
    }

    @Test
    void usersGroupsAndRolesHaveNamesOfTheirOwn() {
        NameRules allowing =
                NameRules.documented().allowing(Set.of("supergroup", "Manager_viewer"), Set.of("Manager_viewer"));
        runner.rules = new PlanRules(Entitlements.documented(), allowing, GuardLimits.DECIDED);
        user("supergroup");
        user("Manager_viewer");
        group("Manager_viewer", READS, "supergroup", "Manager_viewer");
        assertThat(sync(ALL).refusals()).isEmpty();
        assertThat(members("Manager_viewer")).containsExactlyInAnyOrder("supergroup", "Manager_viewer");
        assertThat(grants("Manager_viewer")).containsExactly("Manager_viewer");
    }

    @Test
    void spacesAtTheEndsOfANameBreakARuleAndAreNeverTrimmed() {
        user("id-front", " front", true, "");
        user("id-back", "back ", true, "");
        group("group ", READS, "front", "back");
        assertThat(sync(ALL).refusals())
                .hasSize(3)
                .allMatch(refusal -> refusal.cause() == Refusal.Cause.NAME_RULE
                        && refusal.detail().contains("cannot begin or end with a space"));
        assertThat(accounts()).isEmpty();
    }

    @Test
    void ofTwoNewcomersOfOneNameTheFirstByNameGetsItAndKeepsIt() {
        user("id-b", "alice", true, "");
        user("id-a", "Alice", true, "");
        group("readers", READS, "a", "b");
        assertThat(sync(ALL).refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.name()).isEqualTo("alice");
            assertThat(refused.cause()).isEqualTo(Refusal.Cause.SAME_NAME);
        });
        user("id-0", "ALICE", true, "");
        group("readers", READS, "a", "b", "0");
        assertThat(sync(ALL).refusals()).extracting(Refusal::name).containsExactlyInAnyOrder("ALICE", "alice");
        assertThat(accounts()).containsExactly("Alice");
    }

    @Test
    void aCustomUsersRightThatComesUpLaterIsTheManagersToGive() {
        user("alice");
        group("jobs", CUSTOM, "alice");
        sync(ALL);
        membershipByHand("launcher-job", "alice", false);
        assertThat(plan(ALL).changes()).isEmpty();
        groupOf("jobs", Set.of(CUSTOM, SystemPolicies.named(SystemPolicies.FULL_ACCESS)), "alice");
        runner.target.put(new TargetRole(new RoleName("Manager_auditor"), Set.of(), Set.of()));
        assertThat(plan(ALL).changes()).isEmpty();
    }

    @Test
    void whoTurnsFromSystemToCustomKeepsWhatTheyHaveAndTheManagersWordCounts() {
        user("alice");
        group("ops", COMMON, "alice");
        sync(ALL);
        group("jobs", CUSTOM, "alice");
        sync(ALL);
        assertThat(members("launcher-job")).containsExactly("alice");
        membershipByHand("launcher-job", "alice", false);
        assertThat(plan(ALL).changes()).isEmpty();
    }

    @Test
    void whoCannotBeRenamedJoinsAndLeavesGroupsUnderTheOldName() {
        user("alice");
        group("readers", READS, "alice");
        sync(ALL);
        user("id-alice", "a.lice", true, "");
        group("readers", READS);
        group("others", READS, "alice");
        assertThat(sync(ALL).refusals()).extracting(Refusal::cause).containsExactly(Refusal.Cause.NAME_RULE);
        assertThat(members("readers")).isEmpty();
        assertThat(members("others")).containsExactly("alice");
    }

    @Test
    void aGroupThatANamedUserHasLeftStaysEvenWhenNobodyIsInIt() {
        user("alice");
        group("readers", READS, "alice");
        group("others", READS, "alice");
        sync(users("alice"));
        group("readers", READS);
        sync(users("alice"));
        assertThat(hasGroup("readers")).isTrue();
        assertThat(members("readers")).isEmpty();
        cancel(named(List.of(), List.of("readers")));
        assertThat(hasGroup("readers")).isFalse();
    }

    @Test
    void aDisabledMemberStaysUnderANamedSynchronizationOfTheGroup() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        sync(ALL);
        user("id-bob", "bob", false, "");
        assertThat(sync(named(List.of(), List.of("readers"))).changes()).isEmpty();
        assertThat(members("readers")).containsExactlyInAnyOrder("alice", "bob");
        assertThat(sync(ALL).changes()).isNotEmpty();
        assertThat(accounts()).containsExactly("alice");
    }

    @Test
    void aMembershipThatAHandRemovedIsMadeAgain() {
        user("alice");
        group("readers", READS, "alice");
        for (Selection selection : List.of(ALL, users("alice"), named(List.of(), List.of("readers")))) {
            sync(ALL);
            membershipByHand("readers", "alice", false);
            sync(selection);
            assertThat(members("readers")).containsExactly("alice");
        }
    }

    @Test
    void aGroupOfSystemPoliciesIsSettledThoughAMemberIsCustomByAnotherGroup() {
        user("alice");
        group("ops", COMMON, "alice");
        group("jobs", CUSTOM, "alice");
        sync(ALL);
        group("ops", READS, "alice");
        sync(ALL);
        assertThat(grants("default")).containsExactly("jobs");
        assertThat(members("launcher-job")).containsExactly("alice");
    }

    @Test
    void groupsAskedForByNameStaySoWhateverNamedUsersDo() {
        user("alice");
        group("readers", READS, "alice");
        sync(named(List.of(), List.of("readers")));
        sync(users("alice"));
        cancel(users("alice"));
        assertThat(hasGroup("readers")).isTrue();
    }

    @Test
    void aRightThatComesByARefusedGroupIsGivenToItsMembers() {
        user("alice");
        group("supergroup", COMMON, "alice");
        assertThat(sync(ALL).refusals()).extracting(Refusal::cause).containsExactly(Refusal.Cause.RESERVED);
        assertThat(accounts()).containsExactly("alice");
        assertThat(members("launcher-job")).containsExactly("alice");
        assertThat(grants("default")).isEmpty();
    }

    @Test
    void theMembersOfAGroupThatGoesAreNotCountedBesideIt() {
        String[] many = IntStream.range(0, 150).mapToObj(i -> "user" + i).toArray(String[]::new);
        Arrays.stream(many).forEach(this::user);
        group("large", READS, many);
        group("other", READS, many);
        sync(ALL);
        group("large", SystemPolicies.named(SystemPolicies.TENANT_GUEST), many);
        assertThat(plan(ALL).holds()).isEmpty();
        group("large", READS);
        assertThat(plan(ALL).holds()).singleElement().asString().contains("would lose 150 of 150 members");
    }

    @Test
    void aCancellationGoesByTheNameThatTheManagerHasLetterByLetter() {
        user("alice");
        group("readers", READS, "alice");
        sync(ALL);
        user("id-alice", "alina", true, "");
        assertThat(cancel(users("Alice")).changes()).isEmpty();
        assertThat(cancel(users("alina")).changes()).isEmpty();
        assertThat(cancel(named(List.of(), List.of("Readers"))).changes()).isEmpty();
        assertThat(accounts()).containsExactly("alice");
        cancel(users("alice"));
        assertThat(accounts()).isEmpty();
    }

    @Test
    void aGroupThatAFullSynchronizationBroughtOrThatWasEmptyStaysWhenItsUserIsCancelled() {
        user("alice");
        user("bob");
        group("mine", READS, "alice");
        group("full", READS, "alice");
        group("left", READS, "bob");
        sync(users("alice", "bob"));
        group("left", READS);
        group("bobs", READS, "bob");
        sync(users("bob"));
        cancel(users("alice"));
        assertThat(hasGroup("mine")).isFalse();
        assertThat(hasGroup("left")).isTrue();
        sync(ALL);
        cancel(users("alice"));
        assertThat(hasGroup("mine")).isTrue();
        assertThat(hasGroup("full")).isTrue();
    }

    @Test
    void aForeignGroupLosesWhoGoesAndFollowsWhoIsRenamedAndIsNotTouchedOtherwise() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        sync(ALL);
        runner.target.put(new Account(new UserName("stranger"), null, 900, 900, ""));
        runner.target.put(new TargetGroup(
                new GroupName("theirs"),
                null,
                777,
                "",
                Set.of(new UserName("alice"), new UserName("bob"), new UserName("stranger"))));
        assertThat(plan(ALL).changes()).isEmpty();
        user("id-bob", "bobby", true, "");
        users.removeIf(user -> user.name().value().equals("alice"));
        sync(ALL);
        assertThat(members("theirs")).containsExactlyInAnyOrder("bobby", "stranger");
    }

    @Test
    void builtInNamesAreThoseOfTheDocumentedVersionAndMoreByConfiguration() {
        user("spark2x");
        user("spark4");
        group("readers", READS, "spark2x", "spark4");
        assertThat(plan(ALL).refusals()).extracting(Refusal::name).containsExactly("spark2x");
        NameRules more = new NameRules(3, 32, 64, Set.of("spark4", "spark2x"), Set.of());
        runner.rules = new PlanRules(Entitlements.documented(), more, GuardLimits.DECIDED);
        assertThat(plan(ALL).refusals()).extracting(Refusal::name).containsExactlyInAnyOrder("spark4", "spark2x");
    }

    @Test
    void namesOfTheOperatingSystemAreRefusedUntilTheyAreAllowed() {
        user("krbtgt");
        user("1001");
        user("alice");
        group("sudo", READS, "krbtgt", "1001", "alice");
        Plan plan = sync(ALL);
        assertThat(plan.refusals())
                .extracting(Refusal::name, Refusal::cause)
                .containsExactlyInAnyOrder(
                        tuple("krbtgt", Refusal.Cause.RESERVED),
                        tuple("1001", Refusal.Cause.RESERVED),
                        tuple("sudo", Refusal.Cause.RESERVED));
        assertThat(accounts()).containsExactly("alice");
        NameRules allowing = NameRules.documented().allowing(Set.of("1001"), Set.of("sudo"));
        runner.rules = new PlanRules(Entitlements.documented(), allowing, GuardLimits.DECIDED);
        assertThat(sync(ALL).refusals()).extracting(Refusal::name).containsExactly("krbtgt");
        assertThat(members("sudo")).containsExactlyInAnyOrder("1001", "alice");
    }

    /// As after an update of this program, or of its configuration.
    @Test
    void anEntryWhoseNameIsReservedSinceThenIsNamedAndKeptUpToDate() {
        NameRules before = new NameRules(3, 32, 64, Set.of(), Set.of());
        runner.rules = new PlanRules(Entitlements.documented(), before, GuardLimits.DECIDED);
        user("yarn");
        user("alice");
        user("bob");
        group("docker", READS, "yarn", "alice", "bob");
        assertThat(sync(ALL).refusals()).isEmpty();

        runner.rules = PlanRules.standard();
        Plan plan = sync(ALL);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.refusals())
                .extracting(Refusal::name, Refusal::cause)
                .containsExactlyInAnyOrder(
                        tuple("yarn", Refusal.Cause.RESERVED), tuple("docker", Refusal.Cause.RESERVED));
        assertThat(plan.refusals()).allMatch(one -> one.detail().contains("allow the name in the configuration"));

        group("docker", READS, "yarn", "alice");
        sync(ALL);
        assertThat(members("docker")).as("rights that the IAM takes go").containsExactlyInAnyOrder("yarn", "alice");
    }

    @Test
    void anotherDescriptionIsOneWrite() {
        user("alice");
        group("readers", READS, "alice");
        sync(ALL);
        user("id-alice", "alice", true, "Data engineer");
        Plan plan = sync(ALL);
        assertThat(plan.changes()).singleElement().satisfies(planned -> {
            assertThat(planned.change()).isInstanceOf(Change.UpdateAccount.class);
            assertThat(planned.reason()).isEqualTo("other description");
        });
        assertThat(plan(ALL).changes()).isEmpty();
    }

    @Test
    void aRoleThatTheManagerDoesNotHaveIsNamedForAsLongAsAPolicyGivesIt() {
        user("alice");
        group("ops", SystemPolicies.named(SystemPolicies.FULL_ACCESS), "alice");
        for (int run = 0; run < 2; run++) {
            assertThat(sync(ALL).refusals())
                    .extracting(Refusal::name)
                    .contains("Manager_administrator")
                    .doesNotContain("default");
        }
        group("ops", READS, "alice");
        assertThat(sync(ALL).refusals()).isEmpty();
    }
}
