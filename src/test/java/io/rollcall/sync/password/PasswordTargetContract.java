package io.rollcall.sync.password;

import static io.rollcall.sync.provisioning.SampleChanges.CLUSTER;
import static io.rollcall.sync.provisioning.SampleChanges.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.password.PasswordOutcome.Refused;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every Manager does with a first password: `alice` is ours, `bob` another cluster's.
///
/// @param <T> the Manager
public abstract class PasswordTargetContract<T extends ProvisioningTarget & PasswordTarget> {
    protected static final Secret FIRST = Secret.of("F1rst \"pass\\word");
    protected static final Secret SECOND = Secret.of("S3cond-password");
    protected static final UserRef ALICE = user("alice");
    protected static final UserRef BOB = user("bob");
    private static final ClusterId ANOTHER = new ClusterId("cluster-2");

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    protected T target;

    /// The Manager, as a cluster reaches it.
    protected abstract T open(ClusterId cluster) throws Exception;

    /// Whether the Manager lets a person in with that password.
    protected abstract boolean letsIn(UserRef user, Secret password) throws Exception;

    /// Makes an account with all that it needs to have a password.
    protected void make(ProvisioningTarget manager, UserRef user) throws UnavailableException {
        apply(manager, new Change.CreateAccount(user, user.equals(ALICE) ? 20_001 : 20_002, 10_000, ""));
    }

    protected void remove(ProvisioningTarget manager, UserRef user) throws UnavailableException {
        apply(manager, new Change.DeleteAccount(user));
    }

    protected static void apply(ProvisioningTarget manager, Change change) throws UnavailableException {
        assertThat(manager.apply(List.of(change), Checkpoint.OPEN)).noneMatch(Failed.class::isInstance);
    }

    @BeforeEach
    protected void makeAccounts() throws Exception {
        target = open(CLUSTER);
        make(target, ALICE);
        try (ProvisioningTarget other = open(ANOTHER)) {
            make(other, BOB);
        }
    }

    @AfterEach
    protected void removeAccounts() throws Exception {
        remove(target, ALICE);
        try (ProvisioningTarget other = open(ANOTHER)) {
            remove(other, BOB);
        }
        target.close();
    }

    @Test
    void aNewAccountHasNoPasswordUntilItIsGivenOne() throws Exception {
        assertThat(target.passwordOf(ALICE.name())).contains(new PasswordStanding(ALICE, false));
        assertThat(letsIn(ALICE, FIRST)).isFalse();

        assertThat(target.setPassword(ALICE, FIRST)).isInstanceOf(Initialized.class);

        assertThat(letsIn(ALICE, FIRST)).isTrue();
        assertThat(letsIn(ALICE, SECOND)).isFalse();
        assertThat(target.passwordOf(ALICE.name())).contains(new PasswordStanding(ALICE, true));
    }

    @Test
    void anotherPasswordReplacesTheFirst() throws Exception {
        target.setPassword(ALICE, FIRST);
        assertThat(target.setPassword(ALICE, SECOND)).isInstanceOf(Initialized.class);
        assertThat(letsIn(ALICE, FIRST)).isFalse();
        assertThat(letsIn(ALICE, SECOND)).isTrue();
    }

    @Test
    void makingTheAccountAgainKeepsThePassword() throws Exception {
        target.setPassword(ALICE, FIRST);
        make(target, ALICE);
        assertThat(letsIn(ALICE, FIRST)).isTrue();
    }

    @Test
    void whoCameBackHasNoPassword() throws Exception {
        target.setPassword(ALICE, FIRST);
        remove(target, ALICE);
        make(target, ALICE);
        assertThat(letsIn(ALICE, FIRST)).isFalse();
        assertThat(target.passwordOf(ALICE.name())).contains(new PasswordStanding(ALICE, false));
    }

    @Test
    void anAccountThatIsNotOursGetsNone() throws Exception {
        assertThat(target.passwordOf(BOB.name())).isEmpty();
        assertThat(target.passwordOf(new UserName("ALICE"))).isEmpty();
        assertThat(target.passwordOf(new UserName("nobody, at all"))).isEqualTo(Optional.empty());

        for (UserRef user : List.of(BOB, user("nobody"), new UserRef(BOB.id(), ALICE.name()))) {
            PasswordOutcome outcome = target.setPassword(user, FIRST);
            assertThat(outcome).isInstanceOf(Refused.class);
            assertThat(outcome.toString()).doesNotContain(FIRST.reveal());
            assertThat(letsIn(user, FIRST)).isFalse();
        }
    }

    @Test
    void aDisabledAccountLosesItsPasswordAndGetsNone() throws Exception {
        target.setPassword(ALICE, FIRST);

        apply(target, new Change.DisableAccount(ALICE));

        assertThat(letsIn(ALICE, FIRST)).isFalse();
        assertThat(target.passwordOf(ALICE.name())).isEmpty();

        apply(target, new Change.EnableAccount(ALICE, 10_000, ""));

        assertThat(letsIn(ALICE, FIRST)).isFalse();
        assertThat(target.passwordOf(ALICE.name()).map(PasswordStanding::user)).contains(ALICE);
        assertThat(target.setPassword(ALICE, SECOND)).isInstanceOf(Initialized.class);
        assertThat(letsIn(ALICE, SECOND)).isTrue();
    }
}
