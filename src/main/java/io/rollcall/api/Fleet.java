package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.ClusterHealth;
import io.rollcall.wire.ConfigurationJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The clusters that are served, of all projects. Thread-safe.
public final class Fleet {
    private final Supplier<Map<ClusterId, ServedCluster>> clusters;
    private final ClusterHealth health;
    private final Function<ClusterId, Optional<ConfigurationJson>> configurations;

    /// @param clusters is looked at in each call; gives a map that does not change
    /// @param configurations what the configuration says about a cluster, without secrets
    public Fleet(
            Supplier<Map<ClusterId, ServedCluster>> clusters,
            ClusterHealth health,
            Function<ClusterId, Optional<ConfigurationJson>> configurations) {
        this.clusters = clusters;
        this.health = health;
        this.configurations = configurations;
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

    /// What the configuration says about a cluster, without secrets.
    Optional<ConfigurationJson> configuration(ClusterId id) {
        return configurations.apply(id);
    }
}
