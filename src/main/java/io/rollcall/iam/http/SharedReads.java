package io.rollcall.iam.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets comparisons of one account share what they read of it, so that many clusters of an account cause little
/// more load than one. A synchronization does not share: it reads for itself. Thread-safe.
public final class SharedReads {
    /// How long answers can be shared after the first comparison had all of them: long enough for the other
    /// clusters that are compared in the same round, short compared to the interval of the rounds. Not counted
    /// from the beginning, or the answers of a large account would be too old as soon as they are complete.
    public static final Duration USABLE = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ReadCache current;
    private Instant until = Instant.MAX;
    private Duration usable = USABLE;

    public SharedReads(InstantSource clock) {
        this.clock = clock;
    }

    /// From now on answers can be shared for a quarter of the interval of the rounds, where that is shorter.
    public void roundsEvery(Duration interval) {
        Duration quarter = interval.dividedBy(4);
        lock.lock();
        try {
            usable = quarter.compareTo(USABLE) < 0 ? quarter : USABLE;
        } finally {
            lock.unlock();
        }
    }

    /// The answers that a comparison may reuse.
    ///
    /// @param notBefore answers of the IAM before this are not used
    public ReadCache begin(Instant notBefore) {
        lock.lock();
        try {
            Instant now = clock.instant();
            ReadCache known = current;
            if (known == null || known.begun().isBefore(notBefore) || !now.isBefore(until)) {
                known = new ReadCache(now);
                current = known;
                until = Instant.MAX;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// Ends a comparison, successful or not. A cache with issues is not shared any more: the next read may be
    /// complete.
    public void end(ReadCache used) {
        lock.lock();
        try {
            if (current != used) {
                return;
            }
            if (used.doubtful()) {
                current = null;
            } else if (until.equals(Instant.MAX)) {
                until = clock.instant().plus(usable);
            }
        } finally {
            lock.unlock();
        }
    }
}
