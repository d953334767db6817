package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.SampleChanges;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a directory with a password policy makes of our login. Five failures in a row lock the account.
class LoginIT {
    private final AtomicReference<String> password = new AtomicReference<>("an-old-password");

    @AutoClose
    private Slapd slapd;

    @BeforeEach
    void start() throws Exception {
        slapd = Slapd.start(GroupLayout.RFC2307BIS);
        try (LDAPConnection config = slapd.config();
                LDAPConnection admin = slapd.admin()) {
            config.modify("cn=module{0},cn=config", new Modification(ModificationType.ADD, "olcModuleLoad", "ppolicy"));
            ManagerFixture.add(
                    config,
                    "dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config",
                    "objectClass: olcOverlayConfig",
                    "objectClass: olcPPolicyConfig",
                    "olcOverlay: ppolicy",
                    "olcPPolicyUseLockout: TRUE",
                    "olcPPolicyDefault: cn=default," + Slapd.BASE);
            ManagerFixture.add(
                    admin,
                    "dn: cn=default," + Slapd.BASE,
                    "objectClass: organizationalRole",
                    "objectClass: pwdPolicy",
                    "cn: default",
                    "pwdAttribute: userPassword",
                    "pwdLockout: TRUE",
                    "pwdMaxFailure: 5",
                    "pwdLockoutDuration: 900",
                    "pwdMustChange: TRUE");
            ManagerFixture.fill(admin, slapd.settings().layout());
        }
    }

    /// Of a cluster with this one directory, by two of its addresses.
    private LdapTarget target() {
        LdapSettings one = slapd.settings();
        Secret kept = Secret.kept(() -> new Secret.Content(password.get(), password.get()));
        LdapSettings changing = new LdapSettings(
                one.servers(), one.baseDn(), new LdapLogin.Password(Slapd.SERVICE_DN, kept), false, null, one.layout());
        return new LdapTarget(SampleChanges.CLUSTER, ManagerFixture.at(changing, slapd.url(), slapd.url()));
    }

    private int failures() throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            SearchResultEntry entry = Objects.requireNonNull(admin.getEntry(Slapd.SERVICE_DN, "pwdFailureTime"));
            return DirectoryLayout.values(entry, "pwdFailureTime").size();
        }
    }

    private void change(String attribute, String value) throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify(Slapd.SERVICE_DN, new Modification(ModificationType.REPLACE, attribute, value));
        }
    }

    private static UnavailableException refused(LdapTarget target) {
        UnavailableException refusal =
                catchThrowableOfType(UnavailableException.class, () -> target.read(Progress.NONE));
        assertThat(refusal.lasting()).as(refusal.getMessage()).isTrue();
        return refusal;
    }

    @Test
    void aStalePasswordIsPresentedOnceHoweverOftenItIsNeeded() throws Exception {
        try (LdapTarget target = target()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 20; i++) {
                    threads.execute(() -> refused(target));
                    threads.execute(
                            () -> assertThat(catchThrowable(target::check)).isNotNull());
                }
            }
            assertThat(failures()).isEqualTo(1);
            assertThat(refused(target))
                    .hasMessageContaining("the login cn=rollcall,dc=hadoop,dc=com is not accepted by ldap://127.0.0.1:")
                    .hasMessageContaining("so that the account is not locked")
                    .hasMessageNotContaining("away");
            try (LdapTarget another = target()) {
                refused(another);
            }
            assertThat(failures()).as("of another cluster of this process").isEqualTo(1);

            password.set(Slapd.PASSWORD);
            assertThat(target.read(Progress.NONE).ownedAccounts()).isEmpty();
        }
    }

    @Test
    void aPasswordThatMustBeChangedIsSaidToBeSo() throws Exception {
        password.set(Slapd.PASSWORD);
        change("pwdReset", "TRUE");
        try (LdapTarget target = target()) {
            assertThat(refused(target))
                    .hasMessageContaining(
                            "the password of the login cn=rollcall,dc=hadoop,dc=com must be changed at ldap://")
                    .hasMessageContaining("bind_password");
        }
    }

    @Test
    void anAccountThatIsLockedIsSaidToBeSo() throws Exception {
        password.set(Slapd.PASSWORD);
        change("pwdAccountLockedTime", "000001010000Z");
        try (LdapTarget target = target()) {
            assertThat(refused(target)).hasMessageContaining("is locked at ldap://127.0.0.1");
        }
    }

    @Test
    void anExpiredPasswordIsSaidToBeSo() throws Exception {
        password.set(Slapd.PASSWORD);
        try (LDAPConnection admin = slapd.admin()) {
            admin.modify("cn=default," + Slapd.BASE, new Modification(ModificationType.REPLACE, "pwdMaxAge", "1"));
            change("userPassword", Slapd.PASSWORD);
            change("pwdReset", "FALSE");
            ManagerFixture.until(() -> {
                try (LDAPConnection as =
                        new LDAPConnection("127.0.0.1", slapd.url().getPort())) {
                    return as.bind(Slapd.SERVICE_DN, Slapd.PASSWORD) == null;
                } catch (com.unboundid.ldap.sdk.LDAPException expired) {
                    return true;
                }
            });
        }
        try (LdapTarget target = target()) {
            assertThat(refused(target)).hasMessageContaining("has expired at ldap://127.0.0.1");
        }
    }

    @Test
    void aServerThatWantsTlsIsSaidToWantIt() throws Exception {
        password.set(Slapd.PASSWORD);
        try (LDAPConnection config = slapd.config()) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(ModificationType.REPLACE, "olcSecurity", "simple_bind=128"));
        }
        try (LdapTarget target = target()) {
            assertThat(refused(target)).hasMessageContaining("start_tls: true, or ldaps://");
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedInPlainWords() throws Exception {
        password.set(Slapd.PASSWORD);
        slapd.kill();
        try (LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, ManagerFixture.impatient(slapd.settings()))) {
            assertThat(catchThrowableOfType(UnavailableException.class, () -> target.read(Progress.NONE)))
                    .hasMessage("the directory is unavailable: connect error: " + slapd.url()
                            + ": the connection was refused");
        }
    }
}
