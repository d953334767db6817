package io.rollcall.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.target.TargetSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster is registered anew under another id, with an empty database, above the directory that it had.
class AdoptionIT {
    private static final ClusterId BEFORE = new ClusterId("c1");
    private static final ClusterId AFTER = new ClusterId("c2");

    @TempDir
    Path folder;

    @Test
    void anAdoptedClusterIsSynchronizedAsIfItHadAlwaysHadItsId() throws Exception {
        MapIdentitySource iam = SyncedCluster.iam(4);
        try (Slapd slapd = SyncedCluster.directory()) {
            try (SyncedCluster cluster = new SyncedCluster(BEFORE, created("before"), slapd.settings(), iam)) {
                assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
            }
            try (SyncedCluster cluster = new SyncedCluster(AFTER, created("after"), slapd.settings(), iam)) {
                Operation refused = cluster.synchronizeAll();
                assertThat(cluster.troubles(refused))
                        .hasSize(5)
                        .allSatisfy(trouble -> assertThat(trouble).contains("rollcall adopt --from c1"));

                Operation held = cluster.run(new Command.Adopt(BEFORE));
                assertThat(held.state()).isEqualTo(OperationState.HELD);
                assertThat(cluster.target().read(Progress.NONE).ownedAccounts()).isEmpty();
                assertThat(cluster.release(held).state()).isEqualTo(OperationState.COMPLETED);
                assertThat(cluster.target().read(Progress.NONE).ownedAccounts()).hasSize(4);

                Operation full = cluster.synchronizeAll();
                assertThat(full.state()).isEqualTo(OperationState.COMPLETED);
                assertThat(cluster.rows(full)).isEmpty();

                iam.group("data", SyncedCluster.names(3), SyncedCluster.VIEWERS);
                assertThat(cluster.synchronizeAll().state()).isEqualTo(OperationState.COMPLETED);
                TargetSnapshot now = cluster.target().read(Progress.NONE);
                assertThat(now.account(new UserName("user00003"))).isNull();
                assertThat(Objects.requireNonNull(now.group(SampleChanges.LAUNCHER))
                                .members())
                        .doesNotContain(new UserName("user00003"))
                        .contains(new UserName("user00002"));

                cluster.cancelAll();
                assertThat(Objects.requireNonNull(
                                        cluster.target().read(Progress.NONE).role(new RoleName("Manager_viewer")))
                                .groups())
                        .isEqualTo(Set.of());
            }
        }
    }

    private Path created(String name) throws Exception {
        return Files.createDirectory(folder.resolve(name));
    }
}
