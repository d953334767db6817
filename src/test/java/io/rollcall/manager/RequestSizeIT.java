package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome.Applied;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.SampleChanges;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that closes the connection at requests above a limit, as OpenLDAP does, and says nothing.
class RequestSizeIT {
    private static final int USERS = 3_000;

    @TempDir
    Path folder;

    private static void limit(Slapd slapd, int bytes) throws LDAPException {
        try (LDAPConnection config = slapd.config()) {
            config.modify(
                    "cn=config",
                    new Modification(ModificationType.REPLACE, "olcSockbufMaxIncomingAuth", Integer.toString(bytes)));
        }
    }

    private static GroupName data() {
        return new GroupName("data");
    }

    private static int members(SyncedCluster cluster) throws Exception {
        return Objects.requireNonNull(cluster.target().read(Progress.NONE).group(data()))
                .members()
                .size();
    }

    @Test
    void aGroupThatIsLargerThanTheServersLimitIsSentInPieces() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), SyncedCluster.iam(USERS))) {
            limit(slapd, 65_535);

            Operation operation = cluster.synchronizeAll();

            assertThat(operation.state()).as("%s", operation).isEqualTo(OperationState.COMPLETED);
            assertThat(members(cluster)).isEqualTo(USERS);
        }
    }

    @Test
    void whoLeavesALargeGroupIsTakenOutThoughTheWholeListIsTooLarge() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(USERS);
        try (Slapd slapd = SyncedCluster.directory();
                SyncedCluster cluster = new SyncedCluster(folder, slapd.settings(), iam)) {
            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            limit(slapd, 65_535);
            iam.group("data", SyncedCluster.names(USERS - 410), SyncedCluster.VIEWERS);

            assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);

            assertThat(members(cluster)).isEqualTo(USERS - 410);
        }
    }

    @Test
    void whatCannotBeMadeSmallerFailsByItselfAndNamesTheLimit() throws Exception {
        try (Slapd slapd = SyncedCluster.directory();
                LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, slapd.settings())) {
            limit(slapd, 65_535);
            Change.CreateAccount large =
                    new Change.CreateAccount(SampleChanges.user("large"), 20_001, 20_000, "x".repeat(100_000));

            assertThat(target.apply(List.of(large, SampleChanges.account("small", 20_002)), Checkpoint.OPEN))
                    .satisfiesExactly(
                            first -> assertThat(((Failed) first).reason())
                                    .contains("olcSockbufMaxIncomingAuth")
                                    .contains("nsslapd-maxbersize"),
                            second -> assertThat(second).isEqualTo(new Applied()));
            assertThat(target.read(Progress.NONE).account(new UserName("small")))
                    .isNotNull();
        }
    }
}
