package io.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who has which action, by the IAM and by grants.
class AccessTest {
    private static final ClusterId HERE = new ClusterId("c1");
    private static final Circumstances NOW = new Circumstances("192.0.2.1", null, HERE, null);

    private static Caller caller(boolean owner, Statement... statements) {
        Set<Policy> policies =
                statements.length == 0 ? Set.of() : Set.of(new Policy.CustomPolicy("custom", List.of(statements)));
        Set<Subject> subjects = Set.of(
                new Subject.UserWithId(new IamId("u-1")),
                new Subject.UserNamed(new UserName("alice")),
                new Subject.GroupWithId(new IamId("g-1")),
                new Subject.GroupNamed(new GroupName("operators")),
                new Subject.PolicyNamed("custom"));
        return new Caller(new IamId("u-1"), new UserName("alice"), subjects, new Rights(owner, policies));
    }

    private static Set<Action> actions(Access access, Caller caller) {
        return Arrays.stream(Action.values())
                .filter(action -> access.allows(caller, action, NOW))
                .collect(Collectors.toSet());
    }

    private static Access granting(Subject to, Action action, ClusterId... only) {
        Optional<Set<ClusterId>> clusters = only.length == 0 ? Optional.empty() : Optional.of(Set.of(only));
        return Access.DEFAULT.withGrants(new Grants(List.of(new Grants.Grant(Set.of(to), Set.of(action), clusters))));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void anActionThatIsSpelledOutGivesItselfAndNothingElse(Action action) {
        assertThat(actions(Access.DEFAULT, caller(false, Statement.allow(action.word()))))
                .containsExactly(action);
    }

    @Test
    void noWildcardOverrulesTheGuardOrSetsPasswordsOrReadsTheAudit() {
        for (String wildcard : List.of("*", "mrs:*:*", "mrs:cluster:*", "mrs:cluster:releaseSync*")) {
            assertThat(actions(Access.DEFAULT, caller(false, Statement.allow(wildcard))))
                    .as(wildcard)
                    .doesNotContain(
                            Action.RELEASE,
                            Action.DISCARD,
                            Action.READ_AUDIT,
                            Action.INITIALIZE_PASSWORD,
                            Action.RESET_PASSWORD);
        }
    }

    @Test
    void noSystemPolicyOverrulesTheGuardOrSetsPasswordsOrReadsTheAudit() {
        Set<Policy> all =
                SystemPolicies.names().stream().map(SystemPolicies::named).collect(Collectors.toSet());
        Caller caller = new Caller(new IamId("u-1"), new UserName("alice"), Set.of(), new Rights(false, all));
        assertThat(actions(Access.DEFAULT, caller)).allMatch(action -> !action.spelledOut());
        assertThat(actions(Access.DEFAULT, caller)).contains(Action.SYNC_USER);
    }

    @Test
    void whoMayReadTheClusterByTheUsualPolicyMayLookAtItsOperationsAndChangeNothing() {
        Set<Policy> policies = Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        Caller reader = new Caller(new IamId("u-1"), new UserName("alice"), Set.of(), new Rights(false, policies));
        assertThat(actions(Access.DEFAULT, reader)).containsExactlyInAnyOrder(Action.GET, Action.READ_OPERATIONS);
    }

    @Test
    void aGrantIsFoundByAnythingThatTheCallerIs() {
        Stream.of(
                        new Subject.UserWithId(new IamId("u-1")),
                        new Subject.UserNamed(new UserName("alice")),
                        new Subject.GroupWithId(new IamId("g-1")),
                        new Subject.GroupNamed(new GroupName("operators")),
                        new Subject.PolicyNamed("custom"))
                .forEach(subject -> assertThat(actions(granting(subject, Action.RELEASE), caller(false)))
                        .containsExactly(Action.RELEASE));
    }

    @Test
    void aNameThatIsTheIdOfAnotherIsNobodysGrant() {
        Access access = granting(new Subject.UserWithId(new IamId("alice")), Action.RELEASE);
        assertThat(actions(access, caller(false))).isEmpty();
    }

    @Test
    void aGrantForOneClusterCountsInNoOther() {
        Subject alice = new Subject.UserNamed(new UserName("alice"));
        assertThat(actions(granting(alice, Action.RELEASE, HERE), caller(false)))
                .containsExactly(Action.RELEASE);
        assertThat(actions(granting(alice, Action.RELEASE, new ClusterId("c2")), caller(false)))
                .isEmpty();
    }

    @Test
    void whatTheIamDeniesNoGrantGives() {
        Access access = granting(new Subject.UserNamed(new UserName("alice")), Action.RELEASE);
        assertThat(actions(access, caller(false, Statement.deny("mrs:cluster:*"))))
                .isEmpty();
    }

    @Test
    void theAccountItselfHasAllActions() {
        assertThat(actions(Access.DEFAULT, caller(true))).containsExactlyInAnyOrder(Action.values());
    }
}
