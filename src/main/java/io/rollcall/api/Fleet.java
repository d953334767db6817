package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.ops.ClusterHealth;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// The clusters that are served, of all projects.
public interface Fleet {
    /// One of them.
    Optional<Cluster> find(ClusterId id);

    /// All of them, in any order.
    Collection<Cluster> all();

    /// Whether the servers behind these clusters answer: `iam`, `directory` and, where there is one, `kdc`.
    Map<ClusterId, Map<String, ClusterHealth.Part>> health(Collection<ClusterId> clusters);
}
