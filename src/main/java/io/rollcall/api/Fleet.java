package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.ClusterHealth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The clusters that are served, of all projects. Thread-safe.
public final class Fleet {
    private final Supplier<Map<ClusterId, ServedCluster>> clusters;
    private final ClusterHealth health;

    /// @param clusters is looked at in each call; gives a map that does not change
    public Fleet(Supplier<Map<ClusterId, ServedCluster>> clusters, ClusterHealth health) {
        this.clusters = clusters;
        this.health = health;
    }

    /// One of them.
    public Optional<Cluster> find(ClusterId id) {
        return Optional.ofNullable(clusters.get().get(id)).map(ServedCluster::cluster);
    }

    /// All of them, in any order.
    List<Cluster> all() {
        return clusters.get().values().stream().map(ServedCluster::cluster).toList();
    }

    /// Whether the servers behind these clusters answer: `iam`, `directory` and, where there is one, `kdc`.
    Map<ClusterId, Map<String, ClusterHealth.Part>> health(Collection<ClusterId> some) {
        return health.of(some);
    }
}
