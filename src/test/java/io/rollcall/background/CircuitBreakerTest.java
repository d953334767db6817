package io.rollcall.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private long now = Long.MAX_VALUE - 5; // A clock of nanoseconds may pass through the end of its numbers.

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void itOpensAfterTheFailuresInARowAndAllowsOneProbeForEachRest() {
        CircuitBreaker breaker = new CircuitBreaker(() -> now, 3, Backoff.constant(Duration.ofSeconds(10)));
        breaker.failed();
        breaker.failed();
        assertThat(breaker.allows()).isTrue();
        breaker.failed();
        assertThat(breaker.allows()).isFalse();
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(10));

        pass(Duration.ofSeconds(10));
        assertThat(breaker.pause()).isEqualTo(Duration.ZERO);
        assertThat(breaker.allows()).as("the probe").isTrue();
        assertThat(breaker.allows()).as("the others wait for the probe").isFalse();
    }

    @Test
    void anAnswerClosesIt() {
        CircuitBreaker breaker = new CircuitBreaker(() -> now, 1, Backoff.constant(Duration.ofSeconds(10)));
        breaker.failed();
        assertThat(breaker.allows()).isFalse();
        breaker.answered();
        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.pause()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anAnswerBetweenFailuresStartsTheCountAnew() {
        CircuitBreaker breaker = new CircuitBreaker(() -> now, 2, Backoff.constant(Duration.ofSeconds(10)));
        breaker.failed();
        breaker.answered();
        breaker.failed();
        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void eachProbeThatFailsIsFollowedByALongerRest() {
        CircuitBreaker breaker =
                new CircuitBreaker(() -> now, 1, Backoff.doubling(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        breaker.failed();
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(1));
        breaker.failed();
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(2));
        breaker.failed();
        assertThat(breaker.pause()).isEqualTo(Duration.ofSeconds(3));
    }
}
