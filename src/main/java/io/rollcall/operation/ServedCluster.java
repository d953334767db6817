package io.rollcall.operation;

import io.rollcall.cluster.Cluster;
import io.rollcall.operation.model.AfterSyncHook;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.password.AccountPasswords;
import java.util.Optional;

/// A cluster that this process serves, and what its operations need.
///
/// @param reconciler synchronizes it
/// @param passwords gives its accounts their passwords; empty where passwords are not set
/// @param afterSync runs after each operation that changed something there
public record ServedCluster(
        Reconciler reconciler, Optional<AccountPasswords> passwords, Optional<AfterSyncHook> afterSync) {
    /// A cluster that is only synchronized.
    public ServedCluster(Reconciler reconciler) {
        this(reconciler, Optional.empty(), Optional.empty());
    }

    /// Which cluster it is.
    public Cluster cluster() {
        return reconciler.cluster();
    }
}
