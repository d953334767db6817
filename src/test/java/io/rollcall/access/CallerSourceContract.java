package io.rollcall.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.SampleIam;
import io.rollcall.sync.source.SampleIamContract;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every source of callers must say about the account of a [SampleIam].
public abstract class CallerSourceContract extends SampleIamContract {
    private static final Powers ALL = new Powers.OfUser();

    @Test
    void aTokenSaysWhoseItIsAndInWhichProjectItCounts() throws Exception {
        Token token = iam.callers().token(iam.token()).orElseThrow();

        assertThat(token.user()).isEqualTo(iam.user("alice"));
        assertThat(token.project()).isEqualTo(iam.project());
        assertThat(token.expires()).isAfter(iam.later());
    }

    @Test
    void aMadeUpTokenIsNone() throws Exception {
        assertThat(iam.callers().token(Secret.of(SampleIam.MADE_UP))).isEmpty();
        assertThat(iam.callers().token(Secret.of("of two\nlines"))).isEmpty();
    }

    @Test
    void aRevokedTokenIsNone() throws Exception {
        assertThat(iam.callers().token(iam.token())).isPresent();

        iam.revokeToken();
        iam.later();

        assertThat(iam.callers().token(iam.token())).isEmpty();
    }

    @Test
    void aTokenCarriesTheRightsOfItsUserInTheProject() throws Exception {
        Token token = iam.callers().token(iam.token()).orElseThrow();

        Caller caller = iam.callers()
                .caller(token.user(), token.project(), token.powers())
                .orElseThrow();

        assertThat(allows(caller, Action.SYNC_USER)).isTrue();
    }

    @Test
    void anAccessKeyIsToldWithItsUserWhereTheIamTellsKeys() throws Exception {
        assertThat(iam.callers().accessKey("AK-alice")).isEqualTo(iam.key());
    }

    @Test
    void anAccessKeyThatIsNotThereIsNotTold() throws Exception {
        assertThat(iam.callers().accessKey("AK-nobody")).isEmpty();
    }

    @Test
    void aCallerHasTheRightsOfAllGroups() throws Exception {
        assertThat(caller("alice", iam.project()).rights().policies())
                .extracting(Policy::name)
                .containsExactlyInAnyOrder("MRS FullAccess", "analyst");
        assertThat(caller("bob", iam.project()).rights().policies())
                .extracting(Policy::name)
                .containsExactlyInAnyOrder("MRS ReadOnlyAccess", "analyst");
    }

    @Test
    void aRightInOneProjectIsNoneInAnother() throws Exception {
        assertThat(allows(caller("alice", iam.project()), Action.SYNC_USER)).isTrue();
        assertThat(allows(caller("alice", iam.otherProject()), Action.SYNC_USER))
                .isFalse();
        assertThat(allows(caller("bob", iam.project()), Action.SYNC_USER)).isFalse();
        assertThat(caller("bob", iam.otherProject()).rights().policies())
                .extracting(Policy::name)
                .contains("MRS FullAccess");
    }

    @Test
    void noneOfThemIsTheAccountItself() throws Exception {
        assertThat(caller("alice", iam.project()).rights().owner()).isFalse();
    }

    @Test
    void aCallerIsRecognisedByIdAndNameByGroupsAndByPolicies() throws Exception {
        Caller caller = caller("alice", iam.project());

        assertThat(caller.id()).isEqualTo(iam.user("alice"));
        assertThat(caller.name()).isEqualTo(new UserName("alice"));
        assertThat(caller.subjects())
                .contains(
                        new Subject.UserWithId(iam.user("alice")),
                        new Subject.UserNamed(new UserName("alice")),
                        new Subject.GroupWithId(iam.group("admins")),
                        new Subject.GroupNamed(new GroupName("admins")),
                        new Subject.GroupWithId(iam.group("idle")),
                        new Subject.PolicyNamed("MRS FullAccess"),
                        new Subject.PolicyNamed("analyst"))
                .doesNotContain(
                        new Subject.GroupWithId(iam.group("readers")), new Subject.PolicyNamed("MRS ReadOnlyAccess"));
    }

    @Test
    void aDisabledUserIsNoCaller() throws Exception {
        assertThat(iam.callers().caller(iam.user("carol"), iam.project(), ALL)).isEmpty();
        assertThat(iam.callers().whyNoCaller(iam.user("carol"), iam.project()))
                .isIn(NoCaller.DISABLED, NoCaller.UNKNOWN);
    }

    @Test
    void aUserThatWasDisabledIsNoCallerAnyMore() throws Exception {
        assertThat(caller("alice", iam.project()).rights().policies()).isNotEmpty();

        iam.disable("alice");
        iam.later();

        assertThat(iam.callers().caller(iam.user("alice"), iam.project(), ALL)).isEmpty();
    }

    @Test
    void aMemberThatLeftHasTheRightsOfTheGroupNoMore() throws Exception {
        assertThat(allows(caller("alice", iam.project()), Action.SYNC_USER)).isTrue();

        iam.removeMember("admins", "alice");
        iam.later();

        assertThat(allows(caller("alice", iam.project()), Action.SYNC_USER)).isFalse();
    }

    @Test
    void aUserThatIsNotThereIsNoCaller() throws Exception {
        IamId nobody = new IamId("no-such-user");

        assertThat(iam.callers().caller(nobody, iam.project(), ALL)).isEqualTo(Optional.empty());
        assertThat(iam.callers().whyNoCaller(nobody, iam.project())).isIn(NoCaller.NO_USER, NoCaller.UNKNOWN);
    }

    @Test
    void thereIsNoCallerInAProjectThatTheIamDoesNotHave() throws Exception {
        ProjectId nowhere = new ProjectId("no-such-project");

        assertThat(iam.callers().caller(iam.user("alice"), nowhere, ALL)).isEmpty();
        assertThat(iam.callers().whyNoCaller(iam.user("alice"), nowhere)).isIn(NoCaller.NO_PROJECT, NoCaller.UNKNOWN);
    }

    private Caller caller(String name, ProjectId project) throws Exception {
        return iam.callers().caller(iam.user(name), project, ALL).orElseThrow();
    }

    private static boolean allows(Caller caller, Action action) {
        return caller.rights().allow(action, Circumstances.UNKNOWN);
    }
}
