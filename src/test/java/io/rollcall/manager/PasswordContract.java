package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.password.PasswordOutcome.Refused;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.UserRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every directory does with a first password: `alice` is ours, `bob` another cluster's.
abstract class PasswordContract {
    static final Secret FIRST = Secret.of("F1rst \"pass\\word");
    static final Secret SECOND = Secret.of("S3cond-password");
    static final UserRef ALICE = ManagerFixture.user("alice");
    static final UserRef BOB = ManagerFixture.user("bob");

    @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
    LdapTarget target;

    abstract LdapSettings settings();

    @BeforeEach
    void makeAccounts() throws Exception {
        target = new LdapTarget(ManagerFixture.CLUSTER, settings());
        assertThat(target.apply(List.of(alice()), Checkpoint.OPEN)).noneMatch(Failed.class::isInstance);
        try (LdapTarget other = new LdapTarget(new ClusterId("cluster-2"), settings())) {
            assertThat(other.apply(List.of(new Change.CreateAccount(BOB, 20_002, 10_000, "")), Checkpoint.OPEN))
                    .noneMatch(Failed.class::isInstance);
        }
    }

    @AfterEach
    void removeAccounts() throws Exception {
        target.apply(List.of(new Change.DeleteAccount(ALICE)), Checkpoint.OPEN);
        target.close();
    }

    static Change alice() {
        return new Change.CreateAccount(ALICE, 20_001, 10_000, "");
    }

    boolean letsIn(UserRef user, Secret password) {
        try (LDAPConnection connection = connect(user, password)) {
            return connection.isConnected();
        } catch (LDAPException e) {
            return false;
        }
    }

    LDAPConnection connect(UserRef user, Secret password) throws LDAPException {
        return new LDAPConnection(
                "127.0.0.1",
                settings().servers().getFirst().getPort(),
                ManagerFixture.userDn(user.name().value()),
                password.reveal());
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
        target.apply(List.of(alice()), Checkpoint.OPEN);
        assertThat(letsIn(ALICE, FIRST)).isTrue();
    }

    @Test
    void whoCameBackHasNoPassword() throws Exception {
        target.setPassword(ALICE, FIRST);
        target.apply(List.of(new Change.DeleteAccount(ALICE)), Checkpoint.OPEN);
        target.apply(List.of(alice()), Checkpoint.OPEN);
        assertThat(letsIn(ALICE, FIRST)).isFalse();
        assertThat(target.passwordOf(ALICE.name())).contains(new PasswordStanding(ALICE, false));
    }

    @Test
    void anAccountThatIsNotOursGetsNone() throws Exception {
        assertThat(target.passwordOf(BOB.name())).isEmpty();
        assertThat(target.passwordOf(new UserName("ALICE"))).isEmpty();
        assertThat(target.passwordOf(new UserName("nobody, at all"))).isEqualTo(Optional.empty());

        for (UserRef user : List.of(BOB, ManagerFixture.user("nobody"), new UserRef(BOB.id(), ALICE.name()))) {
            PasswordOutcome outcome = target.setPassword(user, FIRST);
            assertThat(outcome).isInstanceOf(Refused.class);
            assertThat(outcome.toString()).doesNotContain(FIRST.reveal());
            assertThat(letsIn(user, FIRST)).isFalse();
        }
    }
}
