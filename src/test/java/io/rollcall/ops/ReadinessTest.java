package io.rollcall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.ops.Readiness.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger runs = new AtomicInteger();

    private static Supplier<Map<String, Readiness.Check>> dependency(Readiness.Check check) {
        Map<String, Readiness.Check> checks = Map.of("iam", check);
        return () -> checks;
    }

    @Test
    void checksRunAtMostOnceASecond() {
        Readiness readiness = new Readiness(Map.of("database", runs::incrementAndGet), now::get);
        for (int i = 0; i < 100; i++) {
            assertThat(readiness.report().checks()).containsExactly(Map.entry("database", State.UP));
        }
        assertThat(runs).hasValue(1);
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
        assertThat(readiness.report().ready()).isTrue();
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
        assertThat(readiness.report().ready()).isFalse();
        assertThat(readiness.report().checks())
                .containsEntry("broken", State.DOWN)
                .containsEntry("sound", State.UP);
    }

    @Test
    void aNeighbourThatIsAwayIsNamedAndTheProcessIsStillReady() {
        AtomicBoolean away = new AtomicBoolean(true);
        Readiness readiness = new Readiness(
                Map.of("database", runs::incrementAndGet),
                dependency(() -> {
                    if (away.get()) {
                        throw new java.io.IOException("connection refused");
                    }
                }),
                now::get);
        assertThat(readiness.report().ready()).isTrue();
        assertThat(readiness.report().degraded()).isTrue();
        assertThat(readiness.report().checks())
                .containsExactly(Map.entry("database", State.UP), Map.entry("iam", State.DOWN));

        away.set(false);
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(10)));
        assertThat(readiness.report().degraded()).isFalse();
    }

    @Test
    void aDependencyIsCheckedEveryTenSecondsNoMatterHowOftenCallersAsk() {
        Readiness readiness = new Readiness(Map.of(), dependency(runs::incrementAndGet), now::get);
        for (int i = 0; i < 100; i++) {
            assertThat(readiness.report().checks()).containsExactly(Map.entry("iam", State.UP));
            now.updateAndGet(instant -> instant.plus(Duration.ofMillis(99)));
        }
        assertThat(runs).hasValue(1);
        now.updateAndGet(instant -> instant.plus(Duration.ofMillis(100)));
        readiness.report();
        assertThat(runs).hasValue(2);
    }

    @Test
    void noCallerWaitsForAHangingDependencyAndItIsNotCheckedAgainMeanwhile() {
        CountDownLatch over = new CountDownLatch(1);
        Readiness readiness = new Readiness(
                Map.of(),
                dependency(() -> {
                    runs.incrementAndGet();
                    over.await();
                }),
                now::get);
        assertThat(readiness.report().checks()).containsExactly(Map.entry("iam", State.UNKNOWN));
        now.updateAndGet(instant -> instant.plus(Duration.ofHours(1)));
        assertThat(readiness.report().checks()).containsExactly(Map.entry("iam", State.UNKNOWN));
        assertThat(runs).hasValue(1);
        over.countDown();
    }

    @Test
    void whatWasKnownLastCountsForAMinute() {
        CountDownLatch over = new CountDownLatch(1);
        Readiness readiness = new Readiness(
                Map.of(),
                dependency(() -> {
                    if (runs.incrementAndGet() > 1) {
                        over.await();
                    }
                }),
                now::get);
        readiness.report();
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(60)));
        assertThat(readiness.report().checks()).containsExactly(Map.entry("iam", State.UP));
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
        assertThat(readiness.report().checks()).containsExactly(Map.entry("iam", State.UNKNOWN));
        over.countDown();
    }
}
