package io.rollcall.iam.http;

import java.time.Duration;

/// How long a call may take.
///
/// @param request for one request with its whole answer
/// @param retryFor how long a request is repeated that may succeed later
public record Timeouts(Duration request, Duration retryFor) {
    /// For checks of callers: somebody waits for the answer.
    public static final Timeouts CHECK = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(3));

    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5_000;

    /// How long to wait after so many failures in a row when the IAM does not say it.
    ///
    /// @param chance 0 to 1, so that several servers do not come back at the same moment
    static Duration pause(int failures, double chance) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        return Duration.ofMillis((long) (most * (0.5 + chance / 2)));
    }

    /// The smaller of both, so that checks never wait longer than reads.
    public Timeouts atMost(Timeouts other) {
        return new Timeouts(smaller(request, other.request), smaller(retryFor, other.retryFor));
    }

    private static Duration smaller(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
