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

/// Limits callers that are not authenticated yet. All together they have one bucket and few places, so that their
/// requests never delay callers whose credentials were good before: a credential that proved right is remembered
/// and does not wait behind them. Being remembered admits no caller; the IAM is asked nevertheless. One address
/// gets only a part of the bucket, so that a flood from there leaves something for new callers elsewhere.
/// Thread-safe.
public final class Strangers {
    private static final int REMEMBERED = 10_000;

    /// The one key of the bucket.
    private static final String ALL = "strangers";

    /// The part of the bucket for one address: one in so many.
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

    /// @param places for how many of these callers the IAM is asked at the same time
    public Strangers(Edge.Rate rate, int places, InstantSource clock) {
        this.bucket = new RateLimiter(rate.perSecond(), rate.burst(), clock);
        this.addresses =
                new RateLimiter(rate.perSecond() / ADDRESS_PART, Math.max(1, rate.burst() / ADDRESS_PART), clock);
        this.places = new Semaphore(places);
    }

    /// A place during the authentication of one caller.
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

        /// The credential proved right: it is remembered, and its call does not count.
        void isGood() {
            good = true;
        }

        /// The credential is wrong: if it was remembered, it is forgotten.
        void isBad() {
            bad = true;
        }

        /// The rest of the request is wrong, so it counts as unauthenticated.
        ///
        /// @throws ApiException 429 when the common bucket is empty
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
    /// @param credential its text, of which only a hash is stored
    /// @param address where it comes from
    /// @throws ApiException 429 when the common bucket is empty
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

    /// Counts a request that is refused without asking the IAM.
    ///
    /// @throws ApiException 429 when the common bucket is empty
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
