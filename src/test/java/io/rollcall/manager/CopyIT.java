package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A copy of the directory that takes no writes is among the servers: OpenLDAP with syncrepl.
class CopyIT {
    private Slapd primary;
    private Slapd copy;

    @BeforeEach
    void start() throws Exception {
        primary = Slapd.start(GroupLayout.RFC2307BIS);
        copy = Slapd.startEmpty(GroupLayout.RFC2307BIS);
        try (LDAPConnection admin = primary.admin()) {
            ManagerFixture.fill(admin, primary.settings().layout());
        }
    }

    @AfterEach
    void stop() {
        copy.close();
        primary.close();
    }

    /// @param refers whether it knows whom to refer to
    private void follow(boolean refers) throws Exception {
        try (LDAPConnection config = copy.config()) {
            String database = "olcDatabase={1}mdb,cn=config";
            config.modify(
                    database,
                    new Modification(
                            ModificationType.REPLACE,
                            "olcSyncrepl",
                            "{0}rid=001 provider=" + primary.url() + " bindmethod=simple binddn=\"" + Slapd.ADMIN_DN
                                    + "\" credentials=" + Slapd.PASSWORD + " searchbase=\"" + Slapd.BASE
                                    + "\" type=refreshAndPersist retry=\"1 +\""));
            if (refers) {
                config.modify(
                        database,
                        new Modification(
                                ModificationType.REPLACE,
                                "olcUpdateRef",
                                primary.url().toString()));
            }
        }
        awaitOnCopy(ManagerFixture.groupDn("launcher-job"));
        awaitOnCopy(Slapd.SERVICE_DN);
    }

    private void awaitOnCopy(String dn) throws Exception {
        try (LDAPConnection admin = copy.admin()) {
            ManagerFixture.until(() -> admin.getEntry(dn, "1.1") != null);
        }
    }

    /// The accounts are made side by side, so they come to the copy in any order.
    private void awaitAccountsOnCopy(int count) throws Exception {
        try (LDAPConnection admin = copy.admin()) {
            ManagerFixture.until(() -> admin.search("ou=Peoples," + Slapd.BASE, SearchScope.ONE, "(uid=ann*)", "1.1")
                            .getEntryCount()
                    == count);
        }
    }

    private LdapTarget target(Slapd first, Slapd second) {
        return new LdapTarget(
                SampleChanges.CLUSTER,
                ManagerFixture.at(ManagerFixture.impatient(primary.settings()), first.url(), second.url()));
    }

    private static List<Change> accounts(String name) {
        return IntStream.range(0, 100)
                .<Change>mapToObj(i -> SampleChanges.account(name + i, 30_000 + 1_000 * (name.charAt(0) - 'a') + i))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePrimaryIsReturnedToWhenItIsBack(boolean refers) throws Exception {
        follow(refers);
        try (LdapTarget target = target(primary, copy)) {
            assertThat(target.apply(accounts("ann"), Checkpoint.OPEN)).allMatch(Applied.class::isInstance);
            awaitAccountsOnCopy(100);
            primary.kill();

            assertThat(target.read(Progress.NONE).ownedAccounts())
                    .as("read from the copy")
                    .hasSize(100);
            UnavailableException away = catchThrowableOfType(
                    UnavailableException.class, () -> target.apply(accounts("ben"), Checkpoint.OPEN));
            assertThat(away)
                    .as("one failure, not one for each entry")
                    .hasMessageContaining("it is a copy that takes no writes");

            primary.restart();
            assertThat(target.apply(accounts("ben"), Checkpoint.OPEN)).allMatch(Applied.class::isInstance);
            assertThat(target.read(Progress.NONE).ownedAccounts()).hasSize(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyThatComesFirstIsPassedOverForWrites(boolean refers) throws Exception {
        follow(refers);
        try (LdapTarget target = target(copy, primary)) {
            assertThat(target.read(Progress.NONE).ownedAccounts()).isEmpty();
            assertThat(target.apply(accounts("cleo"), Checkpoint.OPEN)).allMatch(Applied.class::isInstance);
            assertThat(target.read(Progress.NONE).ownedAccounts())
                    .as("what was written is seen, from the server that took it")
                    .hasSize(100);
        }
    }
}
