package io.rollcall.api.caller;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.http.Edge;
import io.rollcall.cluster.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Callers of whom it is not known yet who they are. All together they have one bucket and few places, so that
/// what they send costs those nothing whose credentials were good before: a credential that proved right is
/// remembered and never waits behind them. Being remembered lets nobody in; the IAM is asked all the same. One
/// address gets only a part of the bucket, so that a flood from there leaves something for newcomers elsewhere.
/// May be used from many threads at once.
public final class Strangers {
    private static final int REMEMBERED = 10_000;

    /// The one key of the bucket.
    private static final String ALL = "strangers";

    /// Of the bucket, for those at one address.
    private static final int ADDRESS_PART = 4;

    private final RateLimiter bucket;
    private final RateLimiter addresses;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// @param places for how many of them the IAM is asked at the same time
    public Strangers(Edge.Rate rate, int places, InstantSource clock) {
        this.bucket = new RateLimiter(rate.perSecond(), rate.burst(), clock);
        this.addresses =
                new RateLimiter(rate.perSecond() / ADDRESS_PART, Math.max(1, rate.burst() / ADDRESS_PART), clock);
        this.places = new Semaphore(places);
    }

    /// A place while it is found out who somebody is.
    final class Place implements AutoCloseable {
        private final String credential;
        private final String address;
        private final boolean stranger;
        private boolean good;
        private boolean bad;

        private Place(String credential, String address, boolean stranger) {
            this.credential = credential;
            this.address = address;
            this.stranger = stranger;
        }

        /// The credential proved right: it is remembered, and its call was none of a stranger.
        void isGood() {
            good = true;
        }

        /// The credential is wrong: if it was good before, it is forgotten.
        void isBad() {
            bad = true;
        }

        /// What was sent with the credential is wrong, and counts as a stranger's.
        ///
        /// @throws ApiException 429 when strangers have used up what they have together
        void count() {
            if (!stranger) {
                refuse(address);
            }
        }

        @Override
        public void close() {
            if (stranger) {
                places.release();
            }
            lock.lock();
            try {
                if (good) {
                    known.put(credential, true);
                } else if (bad) {
                    known.remove(credential);
                }
            } finally {
                lock.unlock();
            }
            if (good && stranger) {
                bucket.giveBack(ALL);
                addresses.giveBack(address);
            }
        }
    }

    /// Before the IAM is asked about a credential.
    ///
    /// @param credential its text, of which only a hash is kept
    /// @param address where it comes from
    /// @throws ApiException 429 when strangers have used up what they have together
    Place enter(String credential, String address) {
        String hash = Sha256.hex(credential);
        boolean stranger = !isKnown(hash);
        if (stranger) {
            refuse(address);
            if (!places.tryAcquire()) {
                throw throttled(Duration.ofSeconds(1));
            }
        }
        return new Place(hash, address, stranger);
    }

    /// Counts what is refused without asking anybody.
    ///
    /// @throws ApiException 429 when strangers have used up what they have together
    void refuse(String address) {
        Duration wait = addresses.take(address);
        if (wait.isPositive()) {
            throw throttled(wait);
        }
        wait = bucket.take(ALL);
        if (wait.isPositive()) {
            throw throttled(wait);
        }
    }

    private boolean isKnown(String hash) {
        lock.lock();
        try {
            return known.getOrDefault(hash, false);
        } finally {
            lock.unlock();
        }
    }

    private static ApiException throttled(Duration wait) {
        return new ApiException(ErrorCode.THROTTLED, Message.NONE, wait);
    }
}
