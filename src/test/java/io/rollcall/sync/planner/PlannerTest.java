package io.rollcall.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
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

/// What single plans look like, in worlds made by hand.
class PlannerTest extends HandMadeWorld {
    private void rename(String idName, String name) {
        IamId id = new IamId("id-" + idName);
        users.replaceAll(u -> u.id().equals(id) ? new IamUser(id, new UserName(name), true, "") : u);
        groups.replaceAll(
                g -> g.id().equals(id) ? new IamGroup(id, new GroupName(name), "", g.members(), g.policies()) : g);
    }

    private void byHand(String role, String group) {
        TargetRole there = role(role);
        Set<GroupName> grants = new HashSet<>(there.groups());
        if (!grants.remove(new GroupName(group))) {
            grants.add(new GroupName(group));
        }
        runner.target.put(new TargetRole(there.name(), grants, there.users()));
    }

    private TargetRole role(String name) {
        TargetRole role = manager().role(new RoleName(name));
        assertThat(role).isNotNull();
        return Objects.requireNonNull(role);
    }

    @Test
    void aFullSynchronizationBringsExactlyTheEligible() {
        user("alice");
        user("bob");
        user("carol");
        users.add(new IamUser(new IamId("id-dan"), new UserName("dan"), false, ""));
        group("readers", READS, "alice", "dan");
        group("jobs", CUSTOM, "alice", "bob");
        group("nothing", SystemPolicies.named(SystemPolicies.TENANT_GUEST), "carol");
        assertThat(sync(ALL).refusals()).isEmpty();
        assertThat(accounts()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(members("readers")).containsExactly("alice");
        assertThat(members("jobs")).containsExactlyInAnyOrder("alice", "bob");
        assertThat(members("launcher-job")).containsExactlyInAnyOrder("alice", "bob");
        assertThat(role("Manager_viewer").groups())
                .containsExactlyInAnyOrder(new GroupName("readers"), new GroupName("jobs"));
        assertThat(role("default").groups()).containsExactly(new GroupName("jobs"));
    }

    @Test
    void aNamedUserBringsTheUsersGroupsAndNobodyElse() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        group("others", READS, "bob");
        sync(named(List.of("alice"), List.of()));
        assertThat(accounts()).containsExactly("alice");
        assertThat(members("readers")).containsExactly("alice");
        assertThat(runner.target.read().group(new GroupName("others"))).isNull();
    }

    @Test
    void aNamedUserLeavesOtherMembersAlone() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        sync(ALL);
        group("readers", READS);
        group("others", READS, "alice", "bob");
        sync(named(List.of("alice"), List.of()));
        assertThat(members("readers")).containsExactly("bob");
        assertThat(members("others")).containsExactly("alice");
    }

    @Test
    void aNamedGroupHasOnlyMembersThatAreSynchronizedAlready() {
        user("alice");
        user("bob");
        group("readers", READS, "alice");
        group("others", READS, "alice", "bob");
        sync(named(List.of("alice"), List.of()));
        sync(named(List.of(), List.of("others")));
        assertThat(members("others")).containsExactly("alice");
        assertThat(accounts()).containsExactly("alice");
    }

    @Test
    void unknownDisabledAndIneligibleNamesAreRefusedAndTheOthersGoThrough() {
        user("alice");
        user("carol");
        users.add(new IamUser(new IamId("id-dan"), new UserName("dan"), false, ""));
        group("readers", READS, "alice", "dan");
        Plan plan = sync(named(List.of("alice", "carol", "dan", "nobody"), List.of("nowhere")));
        assertThat(plan.refusals())
                .extracting(refusal -> refusal.name() + " " + refusal.cause())
                .containsExactlyInAnyOrder("carol NOT_ELIGIBLE", "dan DISABLED", "nobody UNKNOWN", "nowhere UNKNOWN");
        assertThat(accounts()).containsExactly("alice");
    }

    @Test
    void cancellingAUserTakesGroupsThatAreThereOnlyBecauseOfThatUser() {
        user("alice");
        user("bob");
        group("readers", READS, "alice");
        group("shared", READS, "alice", "bob");
        group("asked", READS, "alice");
        sync(named(List.of("alice", "bob"), List.of("asked")));
        runner.run(runner.cancel(named(List.of("alice"), List.of())));
        assertThat(accounts()).containsExactly("bob");
        assertThat(runner.target.read().ownedGroups().keySet())
                .containsExactlyInAnyOrder(new IamId("id-shared"), new IamId("id-asked"));
    }

    @Test
    void cancellingAGroupTakesItsMembersWithIt() {
        user("alice");
        user("bob");
        group("readers", READS, "alice");
        group("others", READS, "alice", "bob");
        sync(ALL);
        runner.run(runner.cancel(named(List.of(), List.of("readers"))));
        assertThat(accounts()).containsExactly("bob");
        assertThat(members("others")).containsExactly("bob");
        assertThat(runner.ownership.users().keySet()).containsExactly(new IamId("id-bob"));
    }

    @Test
    void aCancellationIsNeverHeld() {
        for (int i = 0; i < 600; i++) {
            user("user" + i);
        }
        group("all", READS, users.stream().map(u -> u.name().value()).toArray(String[]::new));
        sync(ALL);
        Plan plan = runner.cancel(named(List.of(), List.of("all")));
        assertThat(plan.holds()).isEmpty();
        assertThat(plan.changes()).hasSize(602);
    }

    @Test
    void aFullSynchronizationThatWouldRemoveTooManyIsHeld() {
        for (int i = 0; i < 11; i++) {
            user("user" + i);
        }
        group("all", READS, users.stream().map(u -> u.name().value()).toArray(String[]::new));
        sync(ALL);
        users.removeIf(user -> !user.name().value().equals("user0"));
        assertThat(plan(ALL).holds()).isEmpty();
        users.clear();
        assertThat(plan(ALL).holds()).hasSize(1);
    }

    @Test
    void aRoleGivenByHandSurvivesAPolicyChangeAndARename() {
        user("alice");
        group("readers", READS, "alice");
        sync(ALL);
        byHand("by_hand", "readers");
        byHand("default", "readers");
        rename("readers", "lecturers");
        sync(ALL);
        sync(ALL);
        assertThat(role("by_hand").groups()).containsExactly(new GroupName("lecturers"));
        assertThat(role("default").groups()).containsExactly(new GroupName("lecturers"));
        groups.clear();
        group("readers", SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS), "alice");
        sync(ALL);
        groups.clear();
        group("readers", READS, "alice");
        sync(ALL);
        assertThat(role("default").groups()).containsExactly(new GroupName("readers"));
    }

    @Test
    void aCustomGroupKeepsWhatTheManagerMadeOfIt() {
        user("alice");
        group("jobs", CUSTOM, "alice");
        sync(ALL);
        byHand("default", "jobs");
        assertThat(plan(ALL).changes()).isEmpty();
        rename("jobs", "tasks");
        sync(ALL);
        assertThat(role("default").groups()).isEmpty();
        assertThat(role("Manager_viewer").groups()).containsExactly(new GroupName("tasks"));
        assertThat(members("launcher-job")).containsExactly("alice");
    }

    @Test
    void aNameThatOneUserGivesUpAndAnotherTakesIsReusedInOnePlan() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        sync(ALL);
        rename("alice", "bob");
        rename("bob", "alice");
        assertThat(sync(ALL).refusals()).isEmpty();
        assertThat(runner.ownership.users().get(new IamId("id-alice")))
                .extracting(Ownership.UserEntry::name)
                .isEqualTo(new UserName("bob"));
        assertThat(plan(ALL).changes()).isEmpty();
    }

    @Test
    void aUserWhoCannotBeRenamedIsStillUpToDateOtherwise() {
        user("alice");
        group("readers", READS, "alice");
        group("others", READS, "alice");
        sync(ALL);
        rename("alice", "a.lice");
        group("others", READS);
        Plan plan = sync(named(List.of("a.lice"), List.of()));
        assertThat(plan.refusals()).extracting(Refusal::cause).containsExactly(Refusal.Cause.NAME_RULE);
        assertThat(members("readers")).containsExactly("alice");
        assertThat(members("others")).isEmpty();
    }

    @Test
    void oneNewMemberOfALargeGroupIsOneChangeWithOneName() {
        String[] many = IntStream.range(0, 50_000).mapToObj(i -> "user" + i).toArray(String[]::new);
        Arrays.stream(many).forEach(this::user);
        group("all", READS, Arrays.copyOf(many, many.length - 1));
        group("readers", READS, many[many.length - 1]);
        for (int i = 0; i < many.length; i++) {
            int gid = i < many.length - 1 ? 100_000 : 100_001;
            runner.target.put(
                    new Account(users.get(i).name(), new OwnerMark(users.get(i).id()), 20_000 + i, gid, ""));
        }
        groups.forEach(group -> {
            Set<UserName> members = group.members().stream()
                    .map(id -> new UserName(id.value().substring(3)))
                    .collect(Collectors.toSet());
            int gid = group.name().value().equals("all") ? 100_000 : 100_001;
            runner.target.put(new TargetGroup(group.name(), new OwnerMark(group.id()), gid, "", members));
            byHand("Manager_viewer", group.name().value());
        });
        group("all", READS, many);
        assertThat(plan(ALL).changes()).singleElement().satisfies(planned -> {
            assertThat(planned.change()).isInstanceOf(Change.ChangeGroup.class);
            Change.ChangeGroup change = (Change.ChangeGroup) planned.change();
            assertThat(change.add()).containsExactly(new UserName("user49999"));
            assertThat(change.remove()).isEmpty();
        });
    }

    @Test
    void somebodyWhoComesBackGetsTheOldNumber() {
        user("alice");
        user("bob");
        group("readers", READS, "alice", "bob");
        sync(ALL);
        Account before = runner.target.read().account(new UserName("alice"));
        runner.run(runner.cancel(named(List.of("alice"), List.of())));
        user("carol");
        group("readers", READS, "alice", "bob", "carol");
        sync(ALL);
        assertThat(runner.target.read().account(new UserName("alice"))).isEqualTo(before);
    }

    @Test
    void namesThatDifferOnlyInBlanksAreOneName() {
        user("anna lee");
        user("anna  lee");
        group("team one", READS, "anna lee", "anna  lee");
        group("team  one", READS, "anna lee");

        Plan plan = sync(ALL);

        assertThat(accounts()).containsExactly("anna  lee");
        assertThat(plan.refusals())
                .extracting(Refusal::name, Refusal::cause)
                .containsExactlyInAnyOrder(
                        tuple("anna lee", Refusal.Cause.SAME_NAME), tuple("team one", Refusal.Cause.SAME_NAME));
        assertThat(plan(ALL).changes()).isEmpty();
    }

    @Test
    void aNameThatLosesABlankInTheIamIsRenamedAndKeepsItsRights() {
        user("anna  lee");
        group("team", READS, "anna  lee");
        sync(ALL);

        rename("anna  lee", "anna lee");
        sync(ALL);

        assertThat(accounts()).containsExactly("anna lee");
        assertThat(members("team")).containsExactly("anna lee");
        assertThat(plan(ALL).nothingToDo()).isTrue();
    }
}
