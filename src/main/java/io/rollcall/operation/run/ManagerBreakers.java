package io.rollcall.operation.run;

import io.rollcall.background.Backoff;
import io.rollcall.background.CircuitBreaker;
import io.rollcall.cluster.ClusterId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The Managers that do not answer, as far as this process has met them: a circuit breaker for each cluster. While
/// it is open, the Manager is asked for a sign of life only, and more and more seldom. A cluster that answers costs
/// nothing here. Safe for many threads.
public final class ManagerBreakers {
    /// Not all at the same moment, where one server holds many clusters.
    private static final Backoff PAUSES =
            Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(15)).withJitter(0.25);

    private final Map<ClusterId, CircuitBreaker> open = new ConcurrentHashMap<>();

    /// The Manager did not answer.
    public void failed(ClusterId cluster) {
        open.computeIfAbsent(cluster, id -> new CircuitBreaker(System::nanoTime, 1, PAUSES))
                .failed();
    }

    /// The Manager answered.
    public void over(ClusterId cluster) {
        open.remove(cluster);
    }

    /// Whether the Manager did not answer when it was last asked.
    public boolean open(ClusterId cluster) {
        return open.containsKey(cluster);
    }

    /// All that did not answer when they were last asked.
    Set<ClusterId> all() {
        return Set.copyOf(open.keySet());
    }

    /// How long to wait before the Manager is asked again: nothing, when it answered or the time has come.
    public Duration pause(ClusterId cluster) {
        CircuitBreaker breaker = open.get(cluster);
        return breaker == null ? Duration.ZERO : breaker.pause();
    }
}
