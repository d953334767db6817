package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.controls.AssertionRequestControl;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenLDAP with the memberof overlay, whose `memberOf` went wrong: readers that go by it let people in who have
/// left.
class StaleMemberOfIT {
    @TempDir
    Path folder;

    private static AssertionRequestControl assertion(String id) {
        return new AssertionRequestControl(
                Filter.createEqualityFilter("labeledURI", "urn:rollcall:cluster-1:group:" + id));
    }

    /// The assertion is what keeps the overlay from following.
    private static void behindTheOverlay(LDAPConnection admin, String group, ModificationType type, String user)
            throws LDAPException {
        ModifyRequest request = new ModifyRequest(
                ManagerFixture.groupDn(group), new Modification(type, "member", ManagerFixture.userDn(user)));
        request.addControl(assertion("g-" + group));
        admin.modify(request);
    }

    @Test
    void aSynchronizationOfEverythingPutsMemberOfRight() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(4);
        iam.group("second", List.of("user00000", "user00001"), SyncedCluster.VIEWERS);
        iam.group("third", List.of("user00002"), SyncedCluster.VIEWERS);
        try (Slapd slapd = SyncedCluster.directory(Slapd.Overlay.MEMBEROF);
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam)) {
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            MemberOf.assertRight(slapd);
            try (LDAPConnection admin = slapd.admin()) {
                // Left and stale, joined and missing, and a group that went.
                behindTheOverlay(admin, "second", ModificationType.DELETE, "user00001");
                behindTheOverlay(admin, "second", ModificationType.ADD, "user00003");
                DeleteRequest gone = new DeleteRequest(ManagerFixture.groupDn("third"));
                gone.addControl(assertion("g-third"));
                admin.delete(gone);
            }
            iam.group("second", List.of("user00000", "user00003"), SyncedCluster.VIEWERS);
            iam.group("third", List.of());
            assertThat(MemberOf.backlinks(slapd)).isNotEqualTo(MemberOf.members(slapd));

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

            MemberOf.assertRight(slapd);
            assertThat(MemberOf.members(slapd).get("uid=user00003,ou=peoples,dc=hadoop,dc=com"))
                    .contains("cn=second,ou=groups,dc=hadoop,dc=com");
            try (LDAPConnection admin = slapd.admin()) {
                assertThat(admin.getEntry(ManagerFixture.groupDn("third"))).isNull();
                SearchRequest left = new SearchRequest(
                        Slapd.BASE,
                        com.unboundid.ldap.sdk.SearchScope.SUB,
                        Filter.createEqualityFilter("gidNumber", "2147483647"),
                        "1.1");
                assertThat(admin.search(left).getEntryCount()).isZero();
            }
            assertThat(cluster.rows(cluster.synchronizeAll())).isEmpty();
        }
    }

    @Test
    void whatSynchronizationsDoKeepsMemberOfRight() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(4);
        iam.group("second", List.of("user00000", "user00001"), SyncedCluster.VIEWERS);
        try (Slapd slapd = SyncedCluster.directory(Slapd.Overlay.MEMBEROF, Slapd.Overlay.UNIQUE);
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam)) {
            cluster.synchronizeAll();
            MemberOf.assertRight(slapd);
            iam.group("second", List.of("user00001", "user00002"), SyncedCluster.VIEWERS);
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            MemberOf.assertRight(slapd);
            iam.renameUser("user00001", "renamed");
            iam.renameGroup("second", "other");
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            MemberOf.assertRight(slapd);
            iam.group("second", List.of("user00001"));
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            MemberOf.assertRight(slapd);
            cluster.run(
                    new Command.Cancel(Selection.Named.of(SyncedCluster.users("user00003"), SyncedCluster.groups())));
            MemberOf.assertRight(slapd);
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            MemberOf.assertRight(slapd);
        }
    }
}
