package io.rollcall.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedLoginTest {
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final RefusedLogin login = new RefusedLogin(() -> now);

    @Test
    void whatWasRefusedIsTriedMoreAndMoreSeldom() {
        List<Long> tries = new ArrayList<>();
        Instant begun = now;
        while (now.isBefore(begun.plus(Duration.ofDays(1)))) {
            if (login.standing("old").isEmpty()) {
                tries.add(Duration.between(begun, now).toMinutes());
                login.refused("old", "not accepted");
            }
            now = now.plusSeconds(20);
        }
        assertThat(tries).containsExactly(0L, 1L, 11L, 111L, 471L, 831L, 1191L);
    }

    @Test
    void anotherOneIsTriedAtOnceAndAnAcceptedOneAlways() {
        login.refused("old", "not accepted");
        assertThat(login.standing("old"))
                .hasValueSatisfying(words -> assertThat(words)
                        .isEqualTo(
                                "not accepted; it is not presented again before 2026-11-26T12:01:00Z, or until it is changed,"
                                        + " so that the account is not locked"));
        assertThat(login.standing("new")).isEmpty();
        login.accepted();
        assertThat(login.standing("old")).isEmpty();
    }
}
