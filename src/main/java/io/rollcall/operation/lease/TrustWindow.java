package io.rollcall.operation.lease;

import java.time.Duration;
import java.time.InstantSource;

/// How long this process may trust a lease without asking the database: until shortly before another worker can
/// take it. It is counted from before the claim or the renewal was sent, on two clocks, because one of them may
/// stand still while the machine sleeps and the other may be set. A process that was stopped and continues finds
/// the window over without asking the database. Thread-safe.
public final class TrustWindow {
    private final InstantSource clock;
    private final Duration length;
    private volatile Start start;

    /// A moment at which a claim or a renewal began.
    record Start(long nanos, long millis) {
        static Start now(InstantSource clock) {
            return new Start(System.nanoTime(), clock.millis());
        }
    }

    /// @param lease how long the lease holds in the database
    TrustWindow(InstantSource clock, Duration lease, Start start) {
        this.clock = clock;
        // The last fifth leaves time for a write that was let through just before the end.
        this.length = lease.minus(lease.dividedBy(5));
        this.start = start;
    }

    /// Records that the lease was renewed by a request that began then.
    void renewed(Start begin) {
        start = begin;
    }

    /// Whether it is certain that no other worker has the lease.
    public boolean lasts() {
        Start begin = start;
        return System.nanoTime() - begin.nanos() < length.toNanos()
                && clock.millis() - begin.millis() < length.toMillis();
    }
}
