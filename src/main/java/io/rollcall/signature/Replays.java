package io.rollcall.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Remembers the signatures of writing calls that were right, for as long as their date makes them good. An equal one
/// is let through for two seconds after the first: dates have whole seconds, so two threads of one client that ask for
/// the same at the same time send the same signature, and both are honest. After that it is a replay. May be used from
/// many threads.
final class Replays {
    /// One second in which both may have signed, and one on the way.
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    private final Duration life;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    /// @param life after which no signature is good any more by its date
    /// @param most how many are remembered; beyond that the oldest are forgotten
    Replays(Duration life, int most) {
        this.life = life;
        this.most = most;
    }

    /// Whether that signature was there before, and not just now. Remembers it if not.
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
