package io.rollcall.background;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Makes one call for all callers that ask the same at the same time: the first caller makes it, the others get
/// its result. Results are not cached beyond that, except by [#remembering]. Thread-safe.
///
/// @param <K> the question
/// @param <V> the answer
/// @param <E> the failure
public final class SingleFlight<K, V, E extends Exception> {
    private final ConcurrentHashMap<K, FutureTask<V>> asking = new ConcurrentHashMap<>();
    private final boolean remembers;
    private final Class<E> failure;

    private SingleFlight(Class<E> failure, boolean remembers) {
        this.failure = failure;
        this.remembers = remembers;
    }

    /// A single flight that forgets an answer as soon as it has arrived.
    public static <K, V, E extends Exception> SingleFlight<K, V, E> forgetting(Class<E> failure) {
        return new SingleFlight<>(failure, false);
    }

    /// A single flight that stores each answer as long as it lives itself. A failed question may be asked again.
    public static <K, V, E extends Exception> SingleFlight<K, V, E> remembering(Class<E> failure) {
        return new SingleFlight<>(failure, true);
    }

    /// The answer to a question: from the call under way if there is one, else by asking in this thread.
    ///
    /// @throws E what the call threw, to all callers that waited for it
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
