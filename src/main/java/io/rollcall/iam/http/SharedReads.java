package io.rollcall.iam.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets looks at one account share what they read of it, so that many clusters of an account cost it little more
/// than one. A synchronization takes no part in that: it reads for itself. Used by many threads at once.
public final class SharedReads {
    /// How long answers are good for others after the first look had them all: long enough for the other clusters
    /// that are looked at in the same round, short beside the interval of the rounds. Not counted from the
    /// beginning, or the answers of a large account would be too old as soon as they are there.
    public static final Duration USABLE = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ReadCache current;
    private Instant until = Instant.MAX;
    private Duration usable = USABLE;

    public SharedReads(InstantSource clock) {
        this.clock = clock;
    }

    /// From now on answers are good for a quarter of the interval of the rounds, where that is shorter.
    public void roundsEvery(Duration interval) {
        Duration quarter = interval.dividedBy(4);
        lock.lock();
        try {
            usable = quarter.compareTo(USABLE) < 0 ? quarter : USABLE;
        } finally {
            lock.unlock();
        }
    }

    /// What a look may take as known.
    ///
    /// @param notBefore nothing that the IAM said earlier counts
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

    /// The look is over, however it ended. ReadCache in doubt are shared no longer: somebody may be right next
    /// time.
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
