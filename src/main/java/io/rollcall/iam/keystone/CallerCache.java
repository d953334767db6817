package io.rollcall.iam.keystone;

import io.rollcall.background.SingleFlight;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers of the IAM about callers, for at most a minute, after which a revoked credential is refused. Bounded:
/// the least recently used one is evicted first. Refusals are stored apart, so that made-up credentials never
/// evict an honest caller. Thread-safe.
final class CallerCache<K, V> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_GOOD = 10_000;
    private static final int MOST_REFUSED = 1_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// Good answers. An expired one still shows that the credential was good once.
    private final Map<K, Answer<V>> good = bounded(MOST_GOOD);

    private final Map<K, Answer<V>> refused = bounded(MOST_REFUSED);

    private static <A, B> Map<A, B> bounded(int most) {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<A, B> eldest) {
                return size() > most;
            }
        };
    }

    private final SingleFlight<K, Optional<V>, UnavailableException> asking =
            SingleFlight.forgetting(UnavailableException.class);

    private record Answer<V>(Optional<V> value, Instant until) {}

    /// Asks the IAM.
    @FunctionalInterface
    interface Question<K, V> {
        /// @param acquainted whether the last answer of the IAM about it was good
        Optional<V> ask(K key, boolean acquainted) throws UnavailableException;
    }

    CallerCache(InstantSource clock) {
        this.clock = clock;
    }

    /// The cached answer, or else the IAM's. A failure to reach the IAM is not cached.
    Optional<V> get(K key, Question<K, V> question) throws UnavailableException {
        // Read before the query: the age of an answer counts from its query.
        Instant now = clock.instant();
        boolean acquainted;
        lock.lock();
        try {
            @Nullable Answer<V> known = good.get(key);
            acquainted = known != null;
            if (known == null) {
                known = refused.get(key);
            }
            if (known != null && now.isBefore(known.until())) {
                return known.value();
            }
        } finally {
            lock.unlock();
        }
        Optional<V> answer = askOnce(key, question, acquainted);
        lock.lock();
        try {
            (answer.isPresent() ? refused : good).remove(key);
            (answer.isPresent() ? good : refused).put(key, new Answer<>(answer, now.plus(LONGEST)));
        } finally {
            lock.unlock();
        }
        return answer;
    }

    /// Callers who ask the same at the same time share one query.
    private Optional<V> askOnce(K key, Question<K, V> question, boolean acquainted) throws UnavailableException {
        try {
            return asking.get(key, () -> question.ask(key, acquainted));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Part.IAM_USER, "interrupted while asking the IAM", e);
        }
    }
}
