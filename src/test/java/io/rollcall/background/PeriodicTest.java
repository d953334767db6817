package io.rollcall.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final LinkedBlockingQueue<Integer> rounds = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private final LoopObserver observer = new LoopObserver() {
        @Override
        public void started(String loop) {
            started.incrementAndGet();
        }

        @Override
        public void failed(String loop) {
            failed.incrementAndGet();
        }
    };

    private void round() {
        rounds.add(count.incrementAndGet());
    }

    private Integer next() throws InterruptedException {
        return rounds.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void theFirstRoundComesAtOnceAndTheNextOneWhenItIsWoken() throws Exception {
        try (Periodic loop = new Periodic("test", NEVER, observer, this::round)) {
            loop.start();
            assertThat(next()).isEqualTo(1);
            loop.wake();
            assertThat(next()).isEqualTo(2);
            assertThat(started.get()).isEqualTo(1);
        }
    }

    @Test
    void theFirstRoundComesAfterThePause() throws Exception {
        try (Periodic loop = new Periodic("test", NEVER, observer, this::round).pausingFirst()) {
            loop.start();
            loop.wake();
            assertThat(next()).isEqualTo(1);
        }
        assertThat(rounds).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void noDefectEndsTheLoop(Class<? extends Throwable> defect) throws Exception {
        Supplier<Throwable> made = () -> {
            try {
                return defect.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        };
        try (Periodic loop = new Periodic("test", SHORT, observer, () -> {
            round();
            if (count.get() <= 2) {
                PeriodicTest.<RuntimeException>raise(made.get());
            }
        })) {
            loop.start();
            assertThat(next()).isEqualTo(1);
            loop.wake();
            assertThat(next()).isEqualTo(2);
            loop.wake();
            assertThat(next()).isEqualTo(3);
            assertThat(failed.get()).isEqualTo(2);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void raise(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void theEndIsWaitedForAndNothingComesAfterIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Periodic[] self = new Periodic[1];
        self[0] = new Periodic("test", SHORT, observer, () -> {
            begun.countDown();
            while (!self[0].closed()) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
            asked.countDown();
        });
        self[0].start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        self[0].close();
        assertThat(asked.getCount()).isZero();
        assertThat(ended.get()).isEqualTo(1);
    }

    @Test
    void aFailedRoundIsNotFollowedByTheNextOneAtOnce() throws Exception {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        try (Periodic loop = new Periodic("test", SHORT, observer, () -> {
            begun.add(System.nanoTime());
            throw new IllegalStateException("a defect");
        })) {
            loop.start();
            long first = Objects.requireNonNull(begun.poll(10, TimeUnit.SECONDS));
            long second = Objects.requireNonNull(begun.poll(10, TimeUnit.SECONDS));
            assertThat(Duration.ofNanos(second - first)).isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void aLoopMayHaveAThreadOfTheOperatingSystem() throws Exception {
        LinkedBlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
        try (Periodic loop = new Periodic(
                        "test",
                        NEVER,
                        observer,
                        () -> virtual.add(Thread.currentThread().isVirtual()))
                .onPlatformThread()) {
            loop.start();
            assertThat(virtual.poll(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void aLoopThatWasNeverStartedIsClosedAtOnce() {
        Periodic loop = new Periodic("test", NEVER, observer, this::round);
        loop.close();
        assertThat(loop.closed()).isTrue();
        assertThat(rounds).isEmpty();
    }

    @Test
    void aRoundMayCloseItsOwnLoop() throws Exception {
        Periodic[] self = new Periodic[1];
        CountDownLatch closed = new CountDownLatch(1);
        self[0] = new Periodic("test", SHORT, observer, () -> {
            round();
            self[0].close();
            closed.countDown();
        });
        self[0].start();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds).hasSize(1);
    }
}
