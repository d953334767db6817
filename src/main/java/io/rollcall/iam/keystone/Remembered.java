package io.rollcall.iam.keystone;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the IAM said about a caller, for at most a minute, after which what is revoked is refused. Bounded:
/// the one that was not asked for longest goes first. Used by many threads at once.
final class Remembered<K, V> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Answer<V>> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Answer<V>> eldest) {
            return size() > MOST;
        }
    };

    private final ConcurrentHashMap<K, FutureTask<Optional<V>>> asking = new ConcurrentHashMap<>();

    private record Answer<V>(Optional<V> value, Instant until) {}

    /// Asks the IAM.
    @FunctionalInterface
    interface Question<K, V> {
        Optional<V> ask(K key) throws UnavailableException;
    }

    Remembered(InstantSource clock) {
        this.clock = clock;
    }

    /// What is remembered, else what the IAM says. An IAM that cannot be asked is not remembered.
    Optional<V> get(K key, Question<K, V> question) throws UnavailableException {
        // Before the question: an answer is as old as the moment at which it was asked for.
        Instant now = clock.instant();
        lock.lock();
        try {
            @Nullable Answer<V> known = entries.get(key);
            if (known != null && now.isBefore(known.until())) {
                return known.value();
            }
        } finally {
            lock.unlock();
        }
        Optional<V> answer = askOnce(key, question);
        lock.lock();
        try {
            entries.put(key, new Answer<>(answer, now.plus(LONGEST)));
        } finally {
            lock.unlock();
        }
        return answer;
    }

    /// Callers who want to know the same at the same time ask one question together.
    private Optional<V> askOnce(K key, Question<K, V> question) throws UnavailableException {
        FutureTask<Optional<V>> mine = new FutureTask<>(() -> question.ask(key));
        FutureTask<Optional<V>> first = asking.putIfAbsent(key, mine);
        try {
            if (first == null) {
                mine.run();
                return mine.get();
            }
            return first.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Part.IAM_USER, "interrupted while asking the IAM", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnavailableException away -> throw away;
                case RuntimeException defect -> throw defect;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            asking.remove(key, mine);
        }
    }
}
