package io.rollcall.background;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Asks once for all who ask the same: the first one does it, those who come meanwhile get what it got. Nothing is
/// remembered beyond that, unless it is told to. Thread-safe.
///
/// @param <K> what is asked
/// @param <V> what is answered
/// @param <E> how asking fails
public final class SingleFlight<K, V, E extends Exception> {
    private final ConcurrentHashMap<K, FutureTask<V>> asking = new ConcurrentHashMap<>();
    private final boolean remembers;
    private final Class<E> failure;

    private SingleFlight(Class<E> failure, boolean remembers) {
        this.failure = failure;
        this.remembers = remembers;
    }

    /// One that forgets an answer as soon as it is there.
    public static <K, V, E extends Exception> SingleFlight<K, V, E> forgetting(Class<E> failure) {
        return new SingleFlight<>(failure, false);
    }

    /// One that keeps each answer as long as it lives itself. A question that failed may be asked again.
    public static <K, V, E extends Exception> SingleFlight<K, V, E> remembering(Class<E> failure) {
        return new SingleFlight<>(failure, true);
    }

    /// The answer to a question: from the call under way if there is one, else by asking in this thread.
    ///
    /// @throws E what asking threw, to all who waited for it
    /// @throws InterruptedException while waiting for the call of another thread
    public V get(K question, Callable<V> ask) throws E, InterruptedException {
        FutureTask<V> mine = new FutureTask<>(ask);
        FutureTask<V> first = asking.putIfAbsent(question, mine);
        if (first == null) {
            first = mine;
            try {
                mine.run();
            } finally {
                if (!remembers) {
                    asking.remove(question, mine);
                }
            }
        }
        try {
            return first.get();
        } catch (ExecutionException e) {
            asking.remove(question, first);
            Throwable cause = e.getCause();
            if (failure.isInstance(cause)) {
                throw failure.cast(cause);
            }
            switch (cause) {
                case RuntimeException defect -> throw defect;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
