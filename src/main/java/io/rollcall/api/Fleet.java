package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.ServedCluster;
import io.rollcall.ops.ClusterHealth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The clusters that are served, of all projects. Thread-safe as far as the map is.
public final class Fleet {
    private final Map<ClusterId, ServedCluster> clusters;
    private final ClusterHealth health;

    /// @param clusters is looked at in each call
    public Fleet(Map<ClusterId, ServedCluster> clusters, ClusterHealth health) {
        this.clusters = clusters;
        this.health = health;
    }

    /// One of them.
    public Optional<Cluster> find(ClusterId id) {
        return Optional.ofNullable(clusters.get(id)).map(ServedCluster::cluster);
    }

    /// All of them, in any order.
    List<Cluster> all() {
        return clusters.values().stream().map(ServedCluster::cluster).toList();
    }

    /// Whether the servers behind these clusters answer: `iam`, `directory` and, where there is one, `kdc`.
    Map<ClusterId, Map<String, ClusterHealth.Part>> health(Collection<ClusterId> some) {
        return health.of(some);
    }
}
