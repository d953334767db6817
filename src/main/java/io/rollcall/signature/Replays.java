package io.rollcall.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Remembers the valid signatures of writing calls, for as long as their dates are accepted. An equal signature is
/// accepted for two seconds after the first: dates have whole seconds, so two threads of one client that send the
/// same call at the same time send the same signature, and both are honest. After that it is a replay.
/// Thread-safe.
final class Replays {
    /// One second in which both may have signed, and one for the transfer.
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    private final Duration life;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    /// @param life after which no signature is accepted any more because of its date
    /// @param most the most signatures; beyond that the oldest are forgotten
    Replays(Duration life, int most) {
        this.life = life;
        this.most = most;
    }

    /// Whether that signature was used before, more than a moment ago. Remembers it if not.
    boolean isReplay(String signature, Instant now) {
        lock.lock();
        try {
            Iterator<Instant> oldest = seen.values().iterator();
            while (oldest.hasNext() && (oldest.next().plus(life).isBefore(now) || seen.size() > most)) {
                oldest.remove();
            }
            Instant first = seen.putIfAbsent(signature, now);
            return first != null && first.plus(SAME_TIME).isBefore(now);
        } finally {
            lock.unlock();
        }
    }

    int remembered() {
        lock.lock();
        try {
            return seen.size();
        } finally {
            lock.unlock();
        }
    }
}
