package io.rollcall.api.caller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// A token bucket for each caller: `burst` requests at once, then `perSecond` on average (R11). Remembers
/// a fixed number of the most recent callers: a forgotten caller starts with a full bucket. Thread-safe.
public final class RateLimiter {
    private static final int CALLERS = 10_000;

    private double perSecond;
    private int burst;
    private final int callers;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > callers;
        }
    };

    private record Bucket(double tokens, Instant at) {}

    public RateLimiter(double perSecond, int burst, InstantSource clock) {
        this(perSecond, burst, CALLERS, clock);
    }

    public RateLimiter(double perSecond, int burst, int callers, InstantSource clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.callers = callers;
        this.clock = clock;
    }

    /// Takes a token.
    ///
    /// @return zero if the request may go on, else how long the caller has to wait for the next token
    public Duration take(String caller) {
        Instant now = clock.instant();
        lock.lock();
        try {
            Bucket bucket = buckets.getOrDefault(caller, new Bucket(burst, now));
            // A clock that was set back gives nothing and takes nothing.
            double elapsed = Math.max(0, Duration.between(bucket.at(), now).toNanos() / 1e9);
            double tokens = Math.min(burst, bucket.tokens() + elapsed * perSecond);
            if (tokens < 1) {
                buckets.put(caller, new Bucket(tokens, now));
                return Duration.ofNanos((long) Math.ceil((1 - tokens) / perSecond * 1e9));
            }
            buckets.put(caller, new Bucket(tokens - 1, now));
            return Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /// Another rate from now on. What each caller has saved up stays, up to the new burst.
    public void change(double newPerSecond, int newBurst) {
        lock.lock();
        try {
            perSecond = newPerSecond;
            burst = newBurst;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a token back that was taken for a request which turned out not to count.
    void giveBack(String caller) {
        lock.lock();
        try {
            buckets.computeIfPresent(
                    caller, (_, bucket) -> new Bucket(Math.min(burst, bucket.tokens() + 1), bucket.at()));
        } finally {
            lock.unlock();
        }
    }

    /// How many callers are remembered.
    int remembered() {
        lock.lock();
        try {
            return buckets.size();
        } finally {
            lock.unlock();
        }
    }
}
