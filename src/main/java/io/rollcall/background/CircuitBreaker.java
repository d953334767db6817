package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Spares a server that does not answer, and the callers that would wait for it: after some failures in a row no
/// call is made for a while, then one as a probe. Thread-safe.
public final class CircuitBreaker {
    private final LongSupplier nanos;
    private final int threshold;
    private final Backoff rests;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private long restsUntil;

    /// @param nanos a clock that only goes forward, in nanoseconds
    /// @param threshold failures in a row that open it
    /// @param rests the pauses without calls, one after each failed probe
    public CircuitBreaker(LongSupplier nanos, int threshold, Backoff rests) {
        this.nanos = nanos;
        this.threshold = threshold;
        this.rests = rests;
    }

    /// Whether a call may be made now. While it is open, that call is the probe, and the others wait until the
    /// probe has ended.
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

    /// Records that the server answered, with success or an error.
    public void answered() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    /// Records that a call found no server.
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
