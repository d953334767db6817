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

/// A pool of objects that are costly to make and not in use at present. An object that is not taken for a while is
/// closed. Thread-safe.
///
/// An empty pool costs neither a thread nor a timer: a server with thousands of clusters has one of these for
/// each.
public final class IdlePool<T> implements AutoCloseable {
    private record One<T>(T thing, long sinceNanos) {}

    private final Duration longest;
    private final int most;
    private final Consumer<T> end;
    private final Executor later;
    private final Deque<One<T>> things = new ArrayDeque<>(1);
    private boolean willLook;
    private boolean closed;

    /// @param longest how long an object stays without use
    /// @param most the most objects at a time
    /// @param end closes an object; must not throw
    public IdlePool(Duration longest, int most, Consumer<T> end) {
        this.longest = longest;
        this.most = most;
        this.end = end;
        // The Java runtime has one timer thread for all pools; closing, which may take a while, runs on another
        // thread.
        later = CompletableFuture.delayedExecutor(
                longest.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
    }

    /// Takes the object that was in use last.
    public synchronized Optional<T> take() {
        return Optional.ofNullable(things.pollFirst()).map(One::thing);
    }

    /// Returns an object that is not in use any more.
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

    /// Closes all objects, and from now on any object that is returned.
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
