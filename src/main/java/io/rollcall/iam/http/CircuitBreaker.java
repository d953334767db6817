package io.rollcall.iam.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/// Spares an IAM that is down, and the callers who would wait for it: after some calls in a row that failed
/// for good, none is made for a while, then one as a probe.
public final class CircuitBreaker {
    private static final int FAILURES = 3;
    private static final Duration REST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private Instant closedUntil = Instant.MIN;

    public CircuitBreaker(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether a call may be made now.
    boolean allows() {
        lock.lock();
        try {
            if (failures < FAILURES) {
                return true;
            }
            Instant now = clock.instant();
            if (now.isBefore(closedUntil)) {
                return false;
            }
            // This one is the probe; the others go on resting until it is back.
            closedUntil = now.plus(REST);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The IAM answered, whatever it said.
    void answered() {
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    /// A call, with all its repetitions, found no IAM.
    void failed() {
        lock.lock();
        try {
            if (++failures >= FAILURES) {
                closedUntil = clock.instant().plus(REST);
            }
        } finally {
            lock.unlock();
        }
    }
}
