package io.rollcall.manager.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What was costly to make and is not in use, for whoever comes next. It is ended when nobody came for a while.
/// Usable by many threads.
///
/// While nothing is kept, it costs neither a thread nor a timer: a server with thousands of clusters has one of
/// these for each.
public final class IdlePool<T> implements AutoCloseable {
    private record One<T>(T thing, long sinceNanos) {}

    private final Duration longest;
    private final int most;
    private final Consumer<T> end;
    private final Executor later;
    private final Deque<One<T>> things = new ArrayDeque<>(1);
    private boolean willLook;
    private boolean closed;

    /// @param longest how long something is kept without use
    /// @param most so many at a time
    /// @param end frees what one of them holds; must not throw
    public IdlePool(Duration longest, int most, Consumer<T> end) {
        this.longest = longest;
        this.most = most;
        this.end = end;
        // The Java runtime's own timer waits for all of them; what may take a while happens elsewhere.
        later = CompletableFuture.delayedExecutor(
                longest.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
    }

    /// The one that was in use last.
    public synchronized Optional<T> take() {
        return Optional.ofNullable(things.pollFirst()).map(One::thing);
    }

    /// Takes over something that is not in use any more.
    public void keep(T thing) {
        if (!kept(thing)) {
            end.accept(thing);
        }
    }

    private synchronized boolean kept(T thing) {
        if (closed || things.size() >= most) {
            return false;
        }
        things.addFirst(new One<>(thing, System.nanoTime()));
        lookLater();
        return true;
    }

    private void lookLater() {
        if (!willLook && !things.isEmpty()) {
            willLook = true;
            later.execute(this::look);
        }
    }

    private void look() {
        old().forEach(end);
    }

    private synchronized List<T> old() {
        List<T> old = new ArrayList<>();
        long now = System.nanoTime();
        while (!things.isEmpty() && now - things.getLast().sinceNanos() >= longest.toNanos()) {
            old.add(things.removeLast().thing());
        }
        willLook = false;
        lookLater();
        return old;
    }

    /// Ends all that is kept, and from now on whatever comes.
    @Override
    public void close() {
        List<T> rest;
        synchronized (this) {
            closed = true;
            rest = things.stream().map(One::thing).toList();
            things.clear();
        }
        rest.forEach(end);
    }
}
