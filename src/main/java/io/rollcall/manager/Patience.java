package io.rollcall.manager;

import java.time.Duration;
import java.util.List;

/// How long to wait for a directory. Each is positive and shorter than a day.
///
/// @param connect for one attempt to connect
/// @param request for the answer to one request
/// @param retryFor how long to go on trying while the directory is away and nothing moves
public record Patience(Duration connect, Duration request, Duration retryFor) {
    /// What suits a server nearby.
    public static final Patience NEARBY =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10));

    public Patience {
        for (Duration duration : List.of(connect, request, retryFor)) {
            if (!duration.isPositive() || duration.compareTo(Duration.ofDays(1)) >= 0) {
                throw new IllegalArgumentException(duration + " is no timeout");
            }
        }
    }
}
