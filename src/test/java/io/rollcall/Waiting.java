package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another process does.
public final class Waiting {
    // Slower than what one caller may ask by default.
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private Waiting() {}

    /// Returns as soon as the condition holds, and fails when it does not within half a minute.
    public static void until(String what, BooleanSupplier condition) {
        until(what, Duration.ofSeconds(30), condition);
    }

    /// Returns nearly at the instant at which the condition holds; for conditions that may be asked often.
    public static void closelyUntil(String what, Duration atMost, BooleanSupplier condition) {
        until(what, atMost, 1_000_000, condition);
    }

    /// Returns as soon as the condition holds, and fails when it does not within the time.
    public static void until(String what, Duration atMost, BooleanSupplier condition) {
        until(what, atMost, LOOK_EVERY_NANOS, condition);
    }

    private static void until(String what, Duration atMost, long pauseNanos, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + atMost + ": " + what).isLessThan(deadline);
            LockSupport.parkNanos(pauseNanos);
        }
    }
}
