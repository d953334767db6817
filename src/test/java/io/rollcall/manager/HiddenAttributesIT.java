package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ACLs that keep from the service what it has to see.
class HiddenAttributesIT {
    @TempDir
    Path folder;

    private static void access(Slapd slapd, String rule) throws LDAPException {
        try (LDAPConnection config = slapd.config()) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config", new Modification(ModificationType.ADD, "olcAccess", "{0}" + rule));
        }
    }

    @Test
    void membersThatCannotBeReadBackAreNoCompletedSynchronization() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(3))) {
            access(slapd, "to dn.subtree=\"ou=Groups,dc=hadoop,dc=com\" attrs=member by * =w");

            Operation first = cluster.synchronizeAll();
            assertThat(first.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(cluster.troubles(first))
                    .anyMatch(
                            row -> row.contains("member of 'cn=data,ou=Groups,dc=hadoop,dc=com' cannot be read back"));

            Operation second = cluster.synchronizeAll();
            assertThat(second.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(cluster.troubles(second)).anyMatch(row -> row.contains("cannot be read"));
        }
    }

    @Test
    void marksThatCannotBeReadBackAreNoCompletedSynchronization() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(3))) {
            access(slapd, "to attrs=labeledURI by * =w");

            Operation first = cluster.synchronizeAll();
            assertThat(first.state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);
            assertThat(cluster.troubles(first)).anyMatch(row -> row.contains("labeledURI of 'uid=user0000"));
        }
    }

    @Test
    void aRightThatIsMissingIsNamedWithTheAttributesAndTheEntry() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(1))) {
            cluster.synchronizeAll();
            access(slapd, "to attrs=description by * read");
            cluster.iam.describe("user00000", "an analyst");

            assertThat(cluster.troubles(cluster.synchronizeAll()))
                    .singleElement()
                    .asString()
                    .contains(
                            "may not write description and labeledURI of 'uid=user00000,ou=Peoples,dc=hadoop,dc=com'");
        }
    }

    @Test
    void aClassThatTheSchemaLacksIsNamed() throws Exception {
        try (Slapd slapd = Slapd.start(GroupLayout.RFC2307);
                SyncedCluster cluster = new SyncedCluster(
                        folder,
                        new LdapSettings(
                                java.util.List.of(slapd.url()),
                                Slapd.BASE,
                                new LdapLogin.Password(Slapd.SERVICE_DN, io.rollcall.cluster.Secret.of(Slapd.PASSWORD)),
                                false,
                                null,
                                EntryLayout.of(GroupLayout.RFC2307BIS)),
                        SyncedCluster.iam(1))) {
            assertThat(cluster.troubles(cluster.synchronizeAll()))
                    .anyMatch(
                            row -> row.contains("no object class 'groupOfMembers'") && row.contains("groups: rfc2307"));
        }
    }

    @Test
    void aDatabaseThatIsReadOnlyIsSaidToBe() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(2))) {
            try (LDAPConnection config = slapd.config()) {
                config.modify(
                        "olcDatabase={1}mdb,cn=config",
                        new Modification(ModificationType.REPLACE, "olcReadOnly", "TRUE"));
            }
            assertThat(cluster.troubles(cluster.synchronizeAll()))
                    .anySatisfy(trouble -> assertThat(trouble).contains("is read-only", "olcReadOnly"));
        }
    }
}
