package io.rollcall.manager.connection;

import java.time.Duration;
import java.util.List;

/// How long to wait for a directory, or for a realm. Each is positive and shorter than a day.
///
/// @param connect for one attempt to connect to one server, TLS and login included
/// @param request for the answer to one request
/// @param retryFor how long one call is repeated without progress. Short: an operation itself waits for a
///     Manager that does not answer, without holding a worker
public record Timeouts(Duration connect, Duration request, Duration retryFor) {
    /// Defaults for a server nearby.
    public static final Timeouts NEARBY =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5));

    public Timeouts {
        for (Duration duration : List.of(connect, request, retryFor)) {
            if (!duration.isPositive() || duration.compareTo(Duration.ofDays(1)) >= 0) {
                throw new IllegalArgumentException(duration + " is no timeout");
            }
        }
    }
}
