package io.rollcall.operation.run;

import io.rollcall.cluster.ClusterId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// The Managers that do not answer, as far as this process has met them: a circuit breaker for each cluster. While
/// it is open, the Manager is asked for a sign of life only, and more and more seldom. A cluster that answers costs
/// nothing here. Safe for many threads.
public final class ManagerBreakers {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Map<ClusterId, Outage> open = new ConcurrentHashMap<>();

    private record Outage(long pauseNanos, long retryAt) {}

    /// The Manager did not answer.
    public void failed(ClusterId cluster) {
        open.compute(cluster, (id, before) -> {
            long pause =
                    before == null ? FIRST_PAUSE.toNanos() : Math.min(2 * before.pauseNanos(), LONGEST_PAUSE.toNanos());
            // Not all at the same moment, where one server holds many clusters.
            long jittered = pause - ThreadLocalRandom.current().nextLong(pause / 4);
            return new Outage(pause, System.nanoTime() + jittered);
        });
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
        Outage outage = open.get(cluster);
        return outage == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, outage.retryAt() - System.nanoTime()));
    }
}
