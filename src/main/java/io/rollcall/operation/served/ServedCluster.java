package io.rollcall.operation.served;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.AfterSyncHook;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.password.AccountPasswords;
import java.util.Optional;
import java.util.function.Function;

/// A cluster that this process serves, and what its operations need.
///
/// @param reconciler synchronizes it
/// @param passwords gives its accounts their passwords; empty where passwords are not set
/// @param afterSync runs after each operation that changed something there
/// @param lifetime of the parts behind these; what asks the Manager begins a [#use] first
public record ServedCluster(
        Reconciler reconciler,
        Optional<AccountPasswords> passwords,
        Optional<AfterSyncHook> afterSync,
        Lifetime lifetime) {
    /// A cluster that is only synchronized, as long as the process lives.
    public ServedCluster(Reconciler reconciler) {
        this(reconciler, Optional.empty(), Optional.empty(), Lifetime.endless());
    }

    /// A cluster as long as the process lives.
    public ServedCluster(
            Reconciler reconciler, Optional<AccountPasswords> passwords, Optional<AfterSyncHook> afterSync) {
        this(reconciler, passwords, afterSync, Lifetime.endless());
    }

    /// Which cluster it is.
    public Cluster cluster() {
        return reconciler.cluster();
    }

    /// A task's use of a cluster: its parts stay open until this is closed, once.
    public static final class Use implements AutoCloseable {
        private final ServedCluster cluster;

        private Use(ServedCluster cluster) {
            this.cluster = cluster;
        }

        /// The cluster as it was when the use began.
        public ServedCluster cluster() {
            return cluster;
        }

        @Override
        public void close() {
            cluster.lifetime.leave();
        }
    }

    /// Begins to use a cluster as it is now.
    ///
    /// @param clusters those that are served; parts that it gives and that have ended have been replaced there
    /// @return empty if it is not served
    public static Optional<Use> use(Function<ClusterId, Optional<ServedCluster>> clusters, ClusterId id) {
        Optional<ServedCluster> found = clusters.apply(id);
        while (found.isPresent() && !found.get().lifetime.enter()) {
            found = clusters.apply(id);
        }
        return found.map(Use::new);
    }
}
