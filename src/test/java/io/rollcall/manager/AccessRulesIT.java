package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.kerberos.Kdc;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.provisioning.UserRef;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The access rules that docs/manager.md recommends: the files of `docs/ldap`, loaded into real servers.
class AccessRulesIT {
    private static final String READER_DN = "cn=reader," + Slapd.BASE;
    private static final String ALICE = "user00000";
    private static final String BOB = "user00001";
    private static final Secret FIRST = Secret.of("F1rst-password");
    private static final Secret CHOSEN = Secret.of("Ch0sen-password");

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class Rules {
        @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
        SyncedCluster cluster;

        abstract LdapSettings settings();

        /// A connection that may do everything.
        abstract LDAPConnection admin() throws LDAPException;

        /// Starts the server and loads the files.
        abstract void startServer() throws Exception;

        abstract void stopServer();

        /// Whether strangers read what nodes need.
        abstract boolean open();

        @BeforeAll
        void synchronizeThreePeople(@TempDir Path folder) throws Exception {
            startServer();
            try (LDAPConnection admin = admin()) {
                for (String dn : List.of(Slapd.SERVICE_DN, READER_DN)) {
                    admin.modify(dn, new Modification(ModificationType.REPLACE, "userPassword", Slapd.PASSWORD));
                }
                addContainersAsService(admin);
                ManagerFixture.fill(admin, settings().layout());
                ManagerFixture.add(
                        admin,
                        "dn: cn=default,ou=Roles," + Slapd.BASE,
                        "objectClass: organizationalRole",
                        "objectClass: extensibleObject",
                        "cn: default");
            }
            cluster = new SyncedCluster(folder, settings(), SyncedCluster.iam(3));
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            for (String name : List.of(ALICE, BOB)) {
                assertThat(cluster.target().setPassword(user(name), FIRST)).isInstanceOf(Initialized.class);
            }
        }

        private void addContainersAsService(LDAPConnection admin) throws LDAPException {
            try (LDAPConnection service = as(Slapd.SERVICE_DN, Slapd.PASSWORD)) {
                for (String ou : List.of("Peoples", "Groups", "Roles")) {
                    String dn = "ou=" + ou + "," + Slapd.BASE;
                    ManagerFixture.add(service, "dn: " + dn, "objectClass: organizationalUnit", "ou: " + ou);
                    admin.delete(dn);
                }
            }
        }

        @AfterAll
        void stop() {
            cluster.close();
            stopServer();
        }

        UserRef user(String name) throws Exception {
            return cluster.target().passwordOf(new UserName(name)).orElseThrow().user();
        }

        LDAPConnection anonymous() throws LDAPException {
            return new LDAPConnection(
                    "127.0.0.1", settings().servers().getFirst().getPort());
        }

        LDAPConnection as(String dn, String password) throws LDAPException {
            LDAPConnection connection = anonymous();
            if (settings().startTls()) {
                try {
                    connection.processExtendedOperation(
                            new StartTLSExtendedRequest(new SSLUtil(new TrustAllTrustManager()).createSSLContext()));
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
            connection.bind(dn, password);
            return connection;
        }

        List<SearchResultEntry> search(LDAPConnection connection, String filter, String... attributes)
                throws LDAPException {
            try {
                return Objects.requireNonNull(connection
                        .search(Slapd.BASE, SearchScope.SUB, filter, attributes)
                        .getSearchEntries());
            } catch (LDAPSearchException e) {
                if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                        || e.getResultCode().equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
                    return List.of();
                }
                throw e;
            }
        }

        @Test
        void nobodyReadsThePasswordOfAnybody() throws Exception {
            try (LDAPConnection anonymous = anonymous();
                    LDAPConnection reader = as(READER_DN, Slapd.PASSWORD);
                    LDAPConnection person = as(ManagerFixture.userDn(BOB), FIRST.reveal());
                    LDAPConnection service = as(Slapd.SERVICE_DN, Slapd.PASSWORD);
                    LDAPConnection admin = admin()) {
                assertThat(search(admin, "(userPassword=*)", "1.1")).hasSize(4);
                for (LDAPConnection connection : List.of(anonymous, reader, person, service)) {
                    assertThat(Stream.concat(
                                    search(connection, "(objectClass=*)", "userPassword").stream(),
                                    search(connection, "(objectClass=*)", "*", "+").stream()))
                            .noneMatch(entry ->
                                    entry.hasAttribute("userPassword") || entry.hasAttribute("passwordHistory"));
                }
                for (LDAPConnection connection : List.of(anonymous, reader, person)) {
                    assertThat(search(connection, "(userPassword=*)", "1.1")).isEmpty();
                }
            }
        }

        @Test
        void readersSeeNamesNumbersAndMembers() throws Exception {
            try (LDAPConnection reader = as(READER_DN, Slapd.PASSWORD);
                    LDAPConnection person = as(ManagerFixture.userDn(BOB), FIRST.reveal())) {
                for (LDAPConnection connection : List.of(reader, person)) {
                    assertThat(peopleSeenBy(connection)).contains(ALICE, BOB, "user00002");
                    assertThat(membersSeenBy(connection)).isEqualTo(3);
                }
            }
            try (LDAPConnection anonymous = anonymous()) {
                if (open()) {
                    assertThat(peopleSeenBy(anonymous)).contains(ALICE, BOB, "user00002");
                    assertThat(membersSeenBy(anonymous)).isEqualTo(3);
                } else {
                    assertThat(search(anonymous, "(objectClass=*)")).isEmpty();
                }
            }
        }

        private List<String> peopleSeenBy(LDAPConnection connection) throws LDAPException {
            return search(connection, "(objectClass=posixAccount)", "uid", "uidNumber", "gidNumber", "homeDirectory")
                    .stream()
                    .filter(entry -> entry.hasAttribute("uidNumber")
                            && entry.hasAttribute("gidNumber")
                            && entry.hasAttribute("homeDirectory"))
                    .map(entry -> entry.getAttributeValue("uid"))
                    .toList();
        }

        private int membersSeenBy(LDAPConnection connection) throws LDAPException {
            String[] members = search(connection, "(&(objectClass=posixGroup)(cn=data))", "member", "memberUid")
                    .getFirst()
                    .getAttributes()
                    .iterator()
                    .next()
                    .getValues();
            return members.length;
        }

        @Test
        void aPersonChangesTheOwnPasswordAndNoOther() throws Exception {
            try (LDAPConnection alice = as(ManagerFixture.userDn(ALICE), FIRST.reveal())) {
                assertThat(alice.processExtendedOperation(new PasswordModifyExtendedRequest(
                                        ManagerFixture.userDn(BOB), (String) null, CHOSEN.reveal()))
                                .getResultCode())
                        .isNotEqualTo(ResultCode.SUCCESS);
                assertThat(alice.processExtendedOperation(
                                        new PasswordModifyExtendedRequest(FIRST.reveal(), CHOSEN.reveal()))
                                .getResultCode())
                        .isEqualTo(ResultCode.SUCCESS);
            }
            as(ManagerFixture.userDn(ALICE), CHOSEN.reveal()).close();
            assertThat(cluster.target()
                            .passwordOf(new UserName(ALICE))
                            .orElseThrow()
                            .initialized())
                    .isTrue();
            assertThat(cluster.target()
                            .passwordOf(new UserName("user00002"))
                            .orElseThrow()
                            .initialized())
                    .isFalse();
        }

        @Test
        void theServiceWritesPeopleGroupsAndRolesAndNothingElse() throws Exception {
            try (LDAPConnection service = as(Slapd.SERVICE_DN, Slapd.PASSWORD)) {
                assertThat(service.processExtendedOperation(
                                        new PasswordModifyExtendedRequest(READER_DN, (String) null, CHOSEN.reveal()))
                                .getResultCode())
                        .isNotEqualTo(ResultCode.SUCCESS);
                for (String dn : List.of(READER_DN, Slapd.BASE)) {
                    assertThat(refusal(() -> service.modify(
                                    dn, new Modification(ModificationType.REPLACE, "description", "written"))))
                            .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                }
                assertThat(refusal(() -> service.delete(READER_DN))).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                assertThat(refusal(() -> ManagerFixture.add(
                                service,
                                "dn: ou=Others," + Slapd.BASE,
                                "objectClass: organizationalUnit",
                                "ou: Others")))
                        .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            }
        }

        interface Write {
            void run() throws LDAPException;
        }

        static ResultCode refusal(Write write) {
            try {
                write.run();
                return ResultCode.SUCCESS;
            } catch (LDAPException e) {
                return e.getResultCode();
            }
        }

        @Test
        void renamingAndLeavingWorkWithTheseRights() throws Exception {
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            cluster.iam.renameUser("user00002", "somebody else");
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            try (LDAPConnection reader = as(READER_DN, Slapd.PASSWORD)) {
                assertThat(peopleSeenBy(reader)).contains("somebody else").doesNotContain("user00002");
            }
            cluster.iam.renameUser("user00002", "user00002");
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
        }
    }

    abstract static class OnSlapd extends Rules {
        @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
        Slapd slapd;

        @Override
        LdapSettings settings() {
            return slapd.settings();
        }

        @Override
        LDAPConnection admin() throws LDAPException {
            return slapd.admin();
        }

        void load(String rules) throws Exception {
            try (LDAPConnection admin = admin()) {
                admin.delete(Slapd.SERVICE_DN);
            }
            LdifFile.load("accounts.ldif", slapd.url(), Slapd.ADMIN_DN, Slapd.PASSWORD);
            configure(rules);
        }

        void configure(String rules) throws Exception {
            LdifFile.load(rules, slapd.url(), "cn=config", Slapd.PASSWORD);
        }

        @Override
        void stopServer() {
            slapd.close();
        }
    }

    @Nested
    class AFreshDatabaseOfSlapd extends OnSlapd {
        @Override
        void startServer() throws Exception {
            slapd = Slapd.start(GroupLayout.RFC2307BIS, Slapd.Overlay.MEMBEROF);
            load("slapd-fresh.ldif");
        }

        @Override
        boolean open() {
            return false;
        }
    }

    @Nested
    class ADatabaseAsDebianMakesIt extends OnSlapd {
        @Override
        void startServer() throws Exception {
            slapd = Slapd.startAsDebianDoes();
            load("slapd-debian.ldif");
        }

        @Override
        boolean open() {
            return true;
        }
    }

    @Nested
    class WithAPasswordPolicy extends OnSlapd {
        @Override
        void startServer() throws Exception {
            slapd = Slapd.start(GroupLayout.RFC2307BIS, Slapd.Overlay.PPOLICY);
            load("slapd-fresh.ldif");
            configure("slapd-ppolicy.ldif");
            try (LDAPConnection admin = admin()) {
                ManagerFixture.add(
                        admin,
                        "dn: cn=policy," + Slapd.BASE,
                        "objectClass: organizationalRole",
                        "objectClass: pwdPolicy",
                        "cn: policy",
                        "pwdAttribute: userPassword",
                        "pwdInHistory: 5");
            }
        }

        @Override
        boolean open() {
            return false;
        }

        @Test
        void nobodyReadsFormerPasswordsEither() throws Exception {
            cluster.target().setPassword(user(BOB), CHOSEN);
            cluster.target().setPassword(user(BOB), FIRST);
            try (LDAPConnection admin = admin();
                    LDAPConnection anonymous = anonymous();
                    LDAPConnection reader = as(READER_DN, Slapd.PASSWORD);
                    LDAPConnection service = as(Slapd.SERVICE_DN, Slapd.PASSWORD)) {
                assertThat(search(admin, "(pwdHistory=*)", "1.1")).isNotEmpty();
                for (LDAPConnection connection : List.of(anonymous, reader, service)) {
                    assertThat(search(connection, "(objectClass=*)", "+", "pwdHistory"))
                            .noneMatch(entry -> entry.hasAttribute("pwdHistory"));
                    assertThat(search(connection, "(pwdHistory=*)", "1.1")).isEmpty();
                }
            }
        }
    }

    @Nested
    class WithARealmInTheDirectory extends OnSlapd {
        @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
        private Kdc kdc;

        @Override
        void startServer() throws Exception {
            slapd = Slapd.start(GroupLayout.RFC2307BIS);
            load("slapd-fresh.ldif");
            kdc = Kdc.startOn(slapd);
            configure("slapd-kerberos.ldif");
        }

        @Override
        void stopServer() {
            kdc.close();
            super.stopServer();
        }

        @Override
        boolean open() {
            return false;
        }

        @Test
        void nobodyReadsTheKeysOfPrincipalsEither() throws Exception {
            try (LDAPConnection admin = admin();
                    LDAPConnection reader = as(READER_DN, Slapd.PASSWORD);
                    LDAPConnection person = as(ManagerFixture.userDn(BOB), FIRST.reveal());
                    LDAPConnection service = as(Slapd.SERVICE_DN, Slapd.PASSWORD)) {
                assertThat(search(admin, "(krbPrincipalName=*)", "krbPrincipalKey"))
                        .anyMatch(entry -> entry.hasAttribute("krbPrincipalKey"));
                for (LDAPConnection connection : List.of(reader, person, service)) {
                    assertThat(search(connection, "(objectClass=*)", "*", "+"))
                            .isNotEmpty()
                            .noneMatch(entry -> entry.hasAttribute("krbPrincipalKey") || entry.hasAttribute("krbMKey"));
                }
            }
        }
    }

    @Nested
    class A389DirectoryServer extends Rules {
        @SuppressWarnings("NullAway.Init") // JUnit prepares every test.
        private Dirsrv dirsrv;

        @Override
        void startServer() throws Exception {
            dirsrv = Dirsrv.startWithTls();
            dirsrv.empty();
            LdifFile.load("389.ldif", dirsrv.url(), Dirsrv.ADMIN_DN, Dirsrv.PASSWORD);
        }

        @Override
        LdapSettings settings() {
            return dirsrv.settings();
        }

        @Override
        LDAPConnection admin() throws LDAPException {
            return dirsrv.admin();
        }

        @Override
        boolean open() {
            return false;
        }

        @Test
        void itDemandsAnotherPasswordWhenItsConfigurationSaysSo() throws Exception {
            assertThat(cluster.target().setPassword(user(BOB), FIRST)).isEqualTo(Initialized.inDirectory(false));
            mustChange("on");
            try {
                assertThat(cluster.target().setPassword(user(BOB), FIRST)).isEqualTo(Initialized.inDirectory(true));
                try (LDAPConnection bob = as(ManagerFixture.userDn(BOB), FIRST.reveal())) {
                    assertThat(refusal(() -> search(bob, "(cn=data)"))).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
                }
            } finally {
                mustChange("off");
                cluster.target().setPassword(user(BOB), FIRST);
            }
        }

        private void mustChange(String value) throws LDAPException {
            try (LDAPConnection admin = admin()) {
                admin.modify("cn=config", new Modification(ModificationType.REPLACE, "passwordMustChange", value));
            }
        }

        @Override
        void stopServer() {
            dirsrv.close();
        }
    }
}
