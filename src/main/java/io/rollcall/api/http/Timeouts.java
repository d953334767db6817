package io.rollcall.api.http;

import java.time.Duration;

/// How long a connection may take for its next step. Each of these limits ends it.
///
/// @param header from the first byte of a request to the end of its headers; for a new connection from its begin,
///     including its handshake
/// @param silence without a byte in the middle of a body, or without taking a byte of an answer
/// @param body for a whole body, even if it arrives steadily
/// @param idle between two requests
public record Timeouts(Duration header, Duration silence, Duration body, Duration idle) {
    /// A silent client is disconnected within 30 seconds.
    public static final Timeouts STANDARD =
            new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(25), Duration.ofSeconds(60), Duration.ofMinutes(2));

    /// @throws IllegalArgumentException for one that is not positive
    public Timeouts {
        if (!header.isPositive() || !silence.isPositive() || !body.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("each patience must be positive");
        }
    }
}
