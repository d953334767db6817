package io.rollcall.operation.run;

import io.rollcall.background.Backoff;
import io.rollcall.background.CircuitBreaker;
import io.rollcall.cluster.ClusterId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The Managers that do not answer, as far as this process has noticed: a circuit breaker for each cluster. While
/// it is open, the Manager is only probed, and less and less often. A cluster that answers costs nothing here.
/// Thread-safe.
public final class ManagerBreakers {
    /// With a random part, so that the clusters of one server are not all probed at the same moment.
    private static final Backoff PAUSES =
            Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(15)).withJitter(0.25);

    private final Map<ClusterId, CircuitBreaker> open = new ConcurrentHashMap<>();

    /// Records that the Manager did not answer.
    public void failed(ClusterId cluster) {
        open.computeIfAbsent(cluster, id -> new CircuitBreaker(System::nanoTime, 1, PAUSES))
                .failed();
    }

    /// Records that the Manager answered.
    public void over(ClusterId cluster) {
        open.remove(cluster);
    }

    /// Whether the Manager did not answer when it was last asked.
    public boolean open(ClusterId cluster) {
        return open.containsKey(cluster);
    }

    /// All clusters whose Managers did not answer when they were last asked.
    Set<ClusterId> all() {
        return Set.copyOf(open.keySet());
    }

    /// How long to wait before the Manager is asked again: zero when it answered or the probe is due.
    public Duration pause(ClusterId cluster) {
        CircuitBreaker breaker = open.get(cluster);
        return breaker == null ? Duration.ZERO : breaker.pause();
    }
}
