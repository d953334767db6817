package io.rollcall;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// How long this machine keeps a thread waiting that only wanted to rest for a moment: what a bound on time has to
/// leave out, since no program is faster than the machine lets it be. Thread-safe.
public final class Stalls implements AutoCloseable {
    private static final long REST_NANOS = 5_000_000;

    /// Threads that wait for one another each wait for the processor.
    private static final int IN_A_ROW = 5;

    private final AtomicLong longest = new AtomicLong();
    private volatile boolean over;

    /// Measures from now on.
    public Stalls() {
        Thread.ofPlatform().daemon().name("stalls").start(() -> {
            while (!over) {
                long before = System.nanoTime();
                LockSupport.parkNanos(REST_NANOS);
                longest.accumulateAndGet(System.nanoTime() - before - REST_NANOS, Math::max);
            }
        });
    }

    /// A bound on time, and what the longest wait so far adds to it.
    public Duration atMost(Duration bound) {
        return bound.plusNanos(IN_A_ROW * Math.max(0, longest.get()));
    }

    @Override
    public void close() {
        over = true;
    }
}
