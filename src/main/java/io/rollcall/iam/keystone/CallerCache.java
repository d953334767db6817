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

/// What the IAM said about a caller, for at most a minute, after which what is revoked is refused. Bounded:
/// the one that was not asked for longest goes first. Refusals have a place of their own, so that whatever
/// strangers make up pushes out no honest caller. Used by many threads at once.
final class CallerCache<K, V> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_GOOD = 10_000;
    private static final int MOST_REFUSED = 1_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// Good answers. One that is too old to count says still that it was good once.
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
        /// @param acquainted whether the IAM said something good about it before, and nothing else since
        Optional<V> ask(K key, boolean acquainted) throws UnavailableException;
    }

    CallerCache(InstantSource clock) {
        this.clock = clock;
    }

    /// What is remembered, else what the IAM says. An IAM that cannot be asked is not remembered.
    Optional<V> get(K key, Question<K, V> question) throws UnavailableException {
        // Before the question: an answer is as old as the moment at which it was asked for.
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

    /// Callers who want to know the same at the same time ask one question together.
    private Optional<V> askOnce(K key, Question<K, V> question, boolean acquainted) throws UnavailableException {
        try {
            return asking.get(key, () -> question.ask(key, acquainted));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Part.IAM_USER, "interrupted while asking the IAM", e);
        }
    }
}
