package io.rollcall.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @Test
    void eachPauseIsLongerUpToTheLongest() {
        Backoff backoff = Backoff.doubling(FIRST, LONGEST);
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(backoff::after).map(Duration::toMillis))
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L);
        assertThat(backoff.after(10_000)).isEqualTo(LONGEST);
    }

    @Test
    void chanceMakesAPauseShorterButNotMoreThanItsPart() {
        Backoff backoff = Backoff.doubling(FIRST, LONGEST).withJitter(0.25);
        assertThat(IntStream.range(0, 1_000).mapToObj(_ -> backoff.after(2)))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_000)))
                .anySatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(950)));
    }

    @Test
    void aConstantOneStaysAsItIs() {
        assertThat(Backoff.constant(FIRST).after(100)).isEqualTo(FIRST);
    }

    @Test
    void whatIsNoBackoffIsRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, 2, LONGEST, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(FIRST, 0.5, LONGEST, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(LONGEST, 2, FIRST, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(FIRST, 2, LONGEST, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
