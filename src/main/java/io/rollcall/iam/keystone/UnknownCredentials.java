package io.rollcall.iam.keystone;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits how often the IAM is asked about tokens, or keys, that it never called good: any client can make them
/// up. The rate and the number of simultaneous calls are bounded; callers beyond that are told to retry later, and
/// no caller queues for longer than a moment. Credentials that were good once do not pass here, so a flood of
/// made-up ones does not delay them.
///
/// Half of the calls are reserved for callers that retry as told. A flood consists of ever new credentials, while
/// an honest caller presents the same one again: so a token that is new in the middle of a flood is checked at the
/// second try. Thread-safe.
final class UnknownCredentials {
    private static final Logger log = LoggerFactory.getLogger(UnknownCredentials.class);

    /// The size of a burst, in seconds of the rate, as when all callers return after a restart.
    static final int BURST = 5;

    /// How long a caller has to wait before a retry.
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final Duration IN_LINE = Duration.ofSeconds(2);
    private static final Duration SAID = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 20_000;

    private final InstantSource clock;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Bucket newcomers;
    private final Bucket returned;
    private Instant restsUntil = Instant.MIN;
    private Instant said = Instant.MIN;
    private long sentAway;
    private final Map<String, Instant> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /// A token bucket: refilled at a rate, up to its size; calls that could not be foreseen may overdraw it.
    private static final class Bucket {
        private final double perSecond;
        private final double size;
        private double content;
        private Instant at;

        Bucket(double perSecond, Instant now) {
            this.perSecond = perSecond;
            this.size = Math.max(1, perSecond * BURST);
            this.content = size;
            this.at = now;
        }

        boolean take(Instant now) {
            double elapsed = Math.max(0, Duration.between(at, now).toNanos() / 1e9);
            content = Math.min(size, content + elapsed * perSecond);
            at = now;
            if (content < 1) {
                return false;
            }
            content--;
            return true;
        }
    }

    /// One call to the IAM, until it is closed.
    final class Pass implements AutoCloseable {
        private final Bucket from;

        private Pass(Bucket from) {
            this.from = from;
        }

        /// Counts one more call than was foreseen.
        void oneMore() {
            lock.lock();
            try {
                from.content--;
            } finally {
                lock.unlock();
            }
        }

        /// Records that the IAM itself asks for a pause.
        ///
        /// @return what to tell the caller
        UnavailableException rest(Duration time) {
            lock.lock();
            try {
                restsUntil = clock.instant().plus(time);
            } finally {
                lock.unlock();
            }
            return away(time);
        }

        @Override
        public void close() {
            places.release();
        }
    }

    /// @param perSecond at least 2
    UnknownCredentials(int perSecond, int atATime, InstantSource clock) {
        this.clock = clock;
        this.places = new Semaphore(atATime, true);
        Instant now = clock.instant();
        this.newcomers = new Bucket(perSecond / 2.0, now);
        this.returned = new Bucket(perSecond / 2.0, now);
    }

    /// Lets one call through.
    ///
    /// @param hash of the token or key
    /// @throws UnavailableException [UnavailableException#crowdedFor] says when to retry
    Pass admit(String hash) throws UnavailableException {
        Bucket from = take(hash);
        try {
            if (!places.tryAcquire(IN_LINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw away(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(Part.IAM_USER, "interrupted while waiting for a turn at the IAM", e);
        }
        return new Pass(from);
    }

    private Bucket take(String hash) throws UnavailableException {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (now.isBefore(restsUntil)) {
                throw away(Duration.between(now, restsUntil));
            }
            if (newcomers.take(now)) {
                told.remove(hash);
                return newcomers;
            }
            Instant then = told.get(hash);
            boolean cameBack = then != null && !now.isBefore(then.plus(PAUSE)) && now.isBefore(then.plus(REMEMBERED));
            if (cameBack && returned.take(now)) {
                told.remove(hash);
                return returned;
            }
            if (then == null || !now.isBefore(then.plus(REMEMBERED))) {
                told.put(hash, now);
            }
            sentAway++;
            say(now);
            throw away(PAUSE);
        } finally {
            lock.unlock();
        }
    }

    private void say(Instant now) {
        if (now.isBefore(said.plus(SAID))) {
            return;
        }
        said = now;
        log.atWarn()
                .addKeyValue("rejected", sentAway)
                .log("more unknown tokens or keys than the IAM is asked about, see unknown_per_second");
        sentAway = 0;
    }

    private static UnavailableException away(Duration time) {
        return UnavailableException.crowded(
                Part.IAM_USER, "too many unknown tokens or keys at once, the IAM is not asked about this one", time);
    }
}
