package io.rollcall.ops;

import io.rollcall.cluster.ClusterId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Whether the servers behind each cluster answer, and why not: the IAM, the directory, the KDC. They are checked
/// while callers ask for them, each one seldom, and a bounded number at a time; a caller waits half a second at
/// most and else gets what is known. Thread-safe.
public final class ClusterHealth {
    /// How many servers are asked at the same time.
    private static final int ASKED_AT_ONCE = 32;

    private final Function<ClusterId, Map<String, Readiness.Check>> checks;
    private final Map<String, DependencyChecks.Neighbour> common = new LinkedHashMap<>();
    private final Map<ClusterId, Known> known = new ConcurrentHashMap<>();
    private final Semaphore asking = new Semaphore(ASKED_AT_ONCE);
    private final InstantSource clock;

    /// One server.
    ///
    /// @param reason why it does not answer; empty while it does
    /// @param checkedAt when that was found out; null if it is not known
    public record Part(
            Readiness.State state, String reason, @Nullable Instant checkedAt) {}

    /// What a cluster is checked with; made anew when its checks are others.
    private record Known(Map<String, Readiness.Check> checks, Map<String, DependencyChecks.Neighbour> servers) {}

    /// @param common checks of servers that all clusters need, by name
    /// @param checks those of a cluster's own servers, by name; the same objects as long as they are the same
    ///     servers, and empty for a cluster that is not served
    public ClusterHealth(
            Map<String, Readiness.Check> common,
            Function<ClusterId, Map<String, Readiness.Check>> checks,
            InstantSource clock) {
        this.checks = checks;
        this.clock = clock;
        common.forEach((name, check) -> this.common.put(name, server(name, check)));
    }

    /// The servers of each cluster by name, those that all need first.
    public Map<ClusterId, Map<String, Part>> of(Collection<ClusterId> clusters) {
        List<ClusterId> asked = List.copyOf(clusters);
        known.keySet().removeIf(cluster -> checks.apply(cluster).isEmpty());
        common.values().forEach(DependencyChecks.Neighbour::askIfDue);
        asked.forEach(cluster -> servers(cluster).values().forEach(DependencyChecks.Neighbour::askIfDue));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DependencyChecks.WAIT_MILLIS);
        Map<ClusterId, Map<String, Part>> all = new LinkedHashMap<>();
        for (ClusterId cluster : asked) {
            Map<String, Part> parts = new LinkedHashMap<>();
            common.forEach((name, server) -> parts.put(name, server.health(end)));
            servers(cluster).forEach((name, server) -> parts.put(name, server.health(end)));
            all.put(cluster, parts);
        }
        return all;
    }

    private Map<String, DependencyChecks.Neighbour> servers(ClusterId cluster) {
        Map<String, Readiness.Check> now = checks.apply(cluster);
        return known.compute(cluster, (_, before) -> {
                    if (before != null && before.checks().equals(now)) {
                        return before;
                    }
                    Map<String, DependencyChecks.Neighbour> servers = new LinkedHashMap<>();
                    now.forEach((name, check) -> servers.put(name, server(name + " of " + cluster, check)));
                    return new Known(now, servers);
                })
                .servers();
    }

    private DependencyChecks.Neighbour server(String name, Readiness.Check check) {
        return new DependencyChecks.Neighbour(
                name,
                () -> {
                    asking.acquire();
                    try {
                        check.run();
                    } finally {
                        asking.release();
                    }
                },
                clock);
    }
}
