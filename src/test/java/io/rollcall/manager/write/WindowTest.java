package io.rollcall.manager.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the window follows what a directory makes of it; the directory here is a few numbers.
class WindowTest {
    private static final long USUAL_NANOS = 100_000;

    private final Window window = new Window();
    private long now;

    @Test
    void aDirectoryThatTakesEverythingIsAlwaysSentAsMuchAsMayBe() {
        for (int i = 0; i < 10_000; i++) {
            answered(USUAL_NANOS);
            assertThat(window.size()).isEqualTo(Window.MOST);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 32", "33, 16", "6, 3", "3, 1", "2, 1", "1, 1"})
    void aRefusalHalvesWhatWasOnItsWay(int aloft, int then) {
        window.overloaded(window.sent(aloft, now));

        assertThat(window.size()).isEqualTo(then);
    }

    @Test
    void refusalsOfOneBurstCountOnce() {
        List<Window.Ticket> burst = new ArrayList<>();
        for (int i = 1; i <= Window.MOST; i++) {
            burst.add(window.sent(i, now));
        }

        burst.subList(20, Window.MOST).forEach(window::overloaded);

        assertThat(window.size()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 20, 63})
    void itSettlesAtWhatTheDirectoryTakes(int takes) {
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            refused += burst(takes);
        }
        int lately = 0;
        int sizes = 0;
        for (int round = 0; round < 1_000; round++) {
            lately += burst(takes);
            sizes += window.size();
        }

        assertThat(refused).as("until it was known").isLessThan(2 * Window.MOST + 5_000 * takes / Window.TRY_AFTER);
        assertThat(lately).as("of %s", 1_000 * takes).isLessThanOrEqualTo(1 + 1_000 * takes / Window.TRY_AFTER);
        assertThat(sizes / 1_000.0).isBetween(Math.max(1, 0.7 * takes), takes + 0.5);
    }

    @Test
    void whenTheDirectoryTakesMoreAgainItIsSentMoreAgain() {
        for (int round = 0; round < 100; round++) {
            burst(3);
        }
        assertThat(window.size()).isLessThanOrEqualTo(3);

        for (int round = 0; round < 10_000; round++) {
            burst(Window.MOST);
        }

        assertThat(window.size()).isEqualTo(Window.MOST);
    }

    @Test
    void slownessAloneShrinksItToEightAndNoFurther() {
        for (int i = 0; i < 1_000; i++) {
            answered(USUAL_NANOS);
        }
        for (int i = 0; i < 200; i++) {
            answered(100 * USUAL_NANOS);
        }

        assertThat(window.size()).isEqualTo(Window.LEAST_WHEN_SLOW);
    }

    @Test
    void whatStaysSlowIsTheUsualAfterAWhile() {
        for (int i = 0; i < 1_000; i++) {
            answered(USUAL_NANOS);
        }
        for (int i = 0; i < 20_000; i++) {
            answered(100 * USUAL_NANOS);
        }

        assertThat(window.size()).isEqualTo(Window.MOST);
    }

    @Test
    void aSingleSlowAnswerChangesNothing() {
        for (int i = 0; i < 1_000; i++) {
            answered(i == 500 ? 100 * USUAL_NANOS : USUAL_NANOS);
        }

        assertThat(window.size()).isEqualTo(Window.MOST);
    }

    /// One request among as many as may be on their way, each of which takes that long.
    private void answered(long nanos) {
        int aloft = window.size();
        Window.Ticket ticket = window.sent(aloft, now);
        now += nanos * aloft;
        window.answered(ticket, now);
    }

    /// As many requests as may be, to a directory that takes only so many of them.
    ///
    /// @return how many it refused
    private int burst(int takes) {
        List<Window.Ticket> burst = new ArrayList<>();
        int size = window.size();
        for (int i = 1; i <= size; i++) {
            burst.add(window.sent(i, now));
        }
        for (Window.Ticket ticket : burst) {
            if (ticket.aloft() > takes) {
                window.overloaded(ticket);
            } else {
                window.answered(ticket, now + USUAL_NANOS * ticket.aloft());
            }
        }
        now += USUAL_NANOS * size;
        return Math.max(0, size - takes);
    }
}
