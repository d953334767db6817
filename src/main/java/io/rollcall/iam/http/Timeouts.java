package io.rollcall.iam.http;

import io.rollcall.background.Backoff;
import java.time.Duration;

/// How long a call may take.
///
/// @param request for one request with its whole answer
/// @param retryFor how long a request is repeated that may succeed later
public record Timeouts(Duration request, Duration retryFor) {
    /// For checks of callers: a caller waits for the answer.
    public static final Timeouts CHECK = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(3));

    /// Between attempts when the IAM does not say how long to wait. Half of a pause is random, so that several
    /// servers do not retry at the same moment.
    static final Backoff PAUSES =
            Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(5)).withJitter(0.5);

    /// The shorter of each limit, so that checks never wait longer than reads.
    public Timeouts atMost(Timeouts other) {
        return new Timeouts(smaller(request, other.request), smaller(retryFor, other.retryFor));
    }

    private static Duration smaller(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
