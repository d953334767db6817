package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between attempts, each longer than the one before it, up to a longest one. Immutable.
///
/// @param first the pause after the first failure
/// @param growth the factor from each pause to the next, at least 1
/// @param longest no pause is longer
/// @param jitter the random part of a pause, from 0 to 1, so that many callers that wait for one server do not
///     retry at the same moment
public record Backoff(Duration first, double growth, Duration longest, double jitter) {
    public Backoff {
        if (!first.isPositive() || growth < 1 || longest.compareTo(first) < 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("no backoff: " + first + ", " + growth + ", " + longest + ", " + jitter);
        }
    }

    /// Pauses that double each time, without a random part.
    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, 2, longest, 0);
    }

    /// The same pause each time.
    public static Backoff constant(Duration pause) {
        return new Backoff(pause, 1, pause, 0);
    }

    /// The same pauses with a random part.
    public Backoff withJitter(double part) {
        return new Backoff(first, growth, longest, part);
    }

    /// The pause after a number of failures in a row.
    ///
    /// @param failures at least 1
    public Duration after(int failures) {
        double nanos = Math.min(first.toNanos() * Math.pow(growth, failures - 1.0), (double) longest.toNanos());
        double chance = jitter == 0 ? 0 : ThreadLocalRandom.current().nextDouble(jitter);
        return Duration.ofNanos(Math.round(nanos * (1 - chance)));
    }
}
