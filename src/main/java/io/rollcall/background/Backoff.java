package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between attempts, each longer than the one before it, up to a longest one. Immutable.
///
/// @param first the pause after the first failure
/// @param growth by what each pause is multiplied to give the next, at least 1
/// @param longest no pause is longer
/// @param jitter the part of a pause that is left to chance, from 0 to 1, so that many who wait for one server do
///     not
///     come back at the same moment
public record Backoff(Duration first, double growth, Duration longest, double jitter) {
    public Backoff {
        if (!first.isPositive() || growth < 1 || longest.compareTo(first) < 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("no backoff: " + first + ", " + growth + ", " + longest + ", " + jitter);
        }
    }

    /// Pauses that are twice as long each time, without chance.
    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, 2, longest, 0);
    }

    /// The same pause each time.
    public static Backoff constant(Duration pause) {
        return new Backoff(pause, 1, pause, 0);
    }

    /// The same pauses, of which a part is left to chance.
    public Backoff withJitter(double part) {
        return new Backoff(first, growth, longest, part);
    }

    /// The pause after so many failures in a row.
    ///
    /// @param failures at least 1
    public Duration after(int failures) {
        double nanos = Math.min(first.toNanos() * Math.pow(growth, failures - 1.0), (double) longest.toNanos());
        double chance = jitter == 0 ? 0 : ThreadLocalRandom.current().nextDouble(jitter);
        return Duration.ofNanos(Math.round(nanos * (1 - chance)));
    }
}
