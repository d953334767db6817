package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Spares a server that does not answer, and the callers who would wait for it: after some failures in a row no call is
/// made for a while, then one as a probe. Thread-safe.
public final class CircuitBreaker {
    private final LongSupplier nanos;
    private final int threshold;
    private final Backoff rests;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private long restsUntil;

    /// @param nanos a clock that only goes forward, in nanoseconds
    /// @param threshold failures in a row that open it
    /// @param rests how long no call is made, each time a probe fails
    public CircuitBreaker(LongSupplier nanos, int threshold, Backoff rests) {
        this.nanos = nanos;
        this.threshold = threshold;
        this.rests = rests;
    }

    /// Whether a call may be made now. While it is open that is the probe, and the others go on waiting until the probe
    /// is back.
    public boolean allows() {
        lock.lock();
        try {
            if (failures < threshold) {
                return true;
            }
            long now = nanos.getAsLong();
            if (now - restsUntil < 0) {
                return false;
            }
            restsUntil = now + rests.after(opened()).toNanos();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The server answered, whatever it said.
    public void answered() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    /// A call found no server.
    public void failed() {
        lock.lock();
        try {
            failures++;
            if (failures >= threshold) {
                restsUntil = nanos.getAsLong() + rests.after(opened()).toNanos();
            }
        } finally {
            lock.unlock();
        }
    }

    /// How long until a probe may be made; zero while calls are allowed.
    public Duration pause() {
        lock.lock();
        try {
            return failures < threshold ? Duration.ZERO : Duration.ofNanos(Math.max(0, restsUntil - nanos.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /// Failures since it opened, the one that opened it among them.
    private int opened() {
        return failures - threshold + 1;
    }
}
