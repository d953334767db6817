package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory that lets the service write everything but names.
class RefusedRenameIT {
    @TempDir
    Path folder;

    @Test
    void whoCannotBeRenamedKeepsUnderTheOldNameWhatTheIamGives() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(3);
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam)) {
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            try (LDAPConnection config = slapd.config()) {
                config.modify(
                        "olcDatabase={1}mdb,cn=config",
                        new Modification(
                                ModificationType.ADD,
                                "olcAccess",
                                "{0}to dn.regex=\"^(cn=data|uid=user00000),ou=.*\" attrs=entry by * read"));
            }
            iam.renameUser("user00000", "renamed");
            iam.renameGroup("data", "numbers");

            for (int i = 0; i < 2; i++) {
                assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED_WITH_ERRORS);

                var now = cluster.target().read(Progress.NONE);
                assertThat(Objects.requireNonNull(now.role(new RoleName("Manager_viewer")))
                                .groups())
                        .contains(new GroupName("data"));
                assertThat(Objects.requireNonNull(now.group(SampleChanges.LAUNCHER))
                                .members())
                        .contains(new UserName("user00000"));
                assertThat(Objects.requireNonNull(now.group(new GroupName("data")))
                                .members())
                        .containsExactlyInAnyOrderElementsOf(
                                List.of(SyncedCluster.users("user00000", "user00001", "user00002")
                                        .toArray(UserName[]::new)));
            }
            try (LDAPConnection admin = slapd.admin()) {
                assertThat(Objects.requireNonNull(admin.getEntry("uid=user00000,ou=Peoples," + Slapd.BASE))
                                .getAttributeValue("cn"))
                        .isEqualTo("user00000");
            }
        }
    }
}
