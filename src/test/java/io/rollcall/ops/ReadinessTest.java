package io.rollcall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void checksRunAtMostOnceASecond() {
        Readiness readiness = new Readiness(Map.of("database", runs::incrementAndGet), now::get);
        for (int i = 0; i < 100; i++) {
            assertThat(readiness.findings()).containsExactly(Map.entry("database", true));
        }
        assertThat(runs).hasValue(1);
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
        readiness.findings();
        assertThat(runs).hasValue(2);
    }

    @Test
    void aCheckThatThrowsDoesNotPassAndTheOthersStillRun() {
        Readiness readiness = new Readiness(
                Map.of(
                        "broken",
                        () -> {
                            throw new java.io.IOException("no disk");
                        },
                        "sound",
                        runs::incrementAndGet),
                now::get);
        assertThat(readiness.findings()).containsEntry("broken", false).containsEntry("sound", true);
    }
}
