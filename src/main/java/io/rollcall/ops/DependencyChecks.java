package io.rollcall.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state of the servers that this process works with. They are checked on threads of their own, only while
/// callers ask, and seldom: checks must not keep an overloaded server down. Thread-safe.
final class DependencyChecks {
    private static final Logger log = LoggerFactory.getLogger(DependencyChecks.class);

    /// The shortest time between the beginnings of two checks.
    private static final Duration REST = Duration.ofSeconds(10);

    /// How long a caller waits for a running check; then it gets the last known state.
    static final long WAIT_MILLIS = 500;

    /// After that, the last known state is invalid.
    private static final Duration STALE = Duration.ofMinutes(1);

    private final Supplier<Map<String, Readiness.Check>> checks;
    private final InstantSource clock;
    private final Map<String, Neighbour> known = new ConcurrentHashMap<>();

    /// @param checks is looked at in each call
    DependencyChecks(Supplier<Map<String, Readiness.Check>> checks, InstantSource clock) {
        this.checks = checks;
        this.clock = clock;
    }

    /// By name, in the order given.
    Map<String, Readiness.State> states() {
        List<Neighbour> all = checks.get().entrySet().stream()
                .map(check -> neighbour(check.getKey(), check.getValue()))
                .toList();
        all.forEach(Neighbour::askIfDue);
        Map<String, Readiness.State> states = new LinkedHashMap<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        all.forEach(neighbour -> states.put(neighbour.name, neighbour.state(end)));
        return states;
    }

    private Neighbour neighbour(String name, Readiness.Check check) {
        return known.compute(
                name,
                (_, before) ->
                        before != null && before.check.equals(check) ? before : new Neighbour(name, check, clock));
    }

    /// One server, asked at most once in a while.
    static final class Neighbour {
        private final String name;
        private final Readiness.Check check;
        private final InstantSource clock;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Instant asked;
        private @Nullable Instant answered;
        private CountDownLatch running = new CountDownLatch(0);
        private boolean up;
        private String reason = "";

        Neighbour(String name, Readiness.Check check, InstantSource clock) {
            this.name = name;
            this.check = check;
            this.clock = clock;
        }

        void askIfDue() {
            lock.lock();
            try {
                Instant now = clock.instant();
                if (running.getCount() == 0 && (asked == null || !now.isBefore(asked.plus(REST)))) {
                    asked = now;
                    CountDownLatch done = new CountDownLatch(1);
                    running = done;
                    Thread.ofVirtual().name("check-" + name).start(() -> ask(done));
                }
            } finally {
                lock.unlock();
            }
        }

        // A check is foreign code: any exception means that it failed.
        private void ask(CountDownLatch done) {
            try {
                check.run();
                tell(true, null);
            } catch (Exception e) {
                tell(false, e);
            } finally {
                done.countDown();
            }
        }

        private void tell(boolean now, @Nullable Exception failure) {
            lock.lock();
            try {
                if (now && answered != null && !up) {
                    log.atInfo().addKeyValue("check", name).log("answers again");
                } else if (failure != null && (answered == null || up)) {
                    log.atWarn()
                            .addKeyValue("check", name)
                            .addKeyValue("reason", failure.getMessage())
                            .log("does not answer");
                }
                up = now;
                reason = failure == null ? "" : String.valueOf(failure.getMessage());
                answered = clock.instant();
            } finally {
                lock.unlock();
            }
        }

        private Readiness.State state(long end) {
            return health(end).state();
        }

        /// The state with its reason, after a check that runs has ended, or at the end of the wait.
        ///
        /// @param end in [System#nanoTime]
        ClusterHealth.Part health(long end) {
            try {
                boolean ignored = running().await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lock.lock();
            try {
                if (answered == null || clock.instant().isAfter(answered.plus(STALE))) {
                    return new ClusterHealth.Part(Readiness.State.UNKNOWN, "", null);
                }
                return new ClusterHealth.Part(up ? Readiness.State.UP : Readiness.State.DOWN, reason, answered);
            } finally {
                lock.unlock();
            }
        }

        private CountDownLatch running() {
            lock.lock();
            try {
                return running;
            } finally {
                lock.unlock();
            }
        }
    }
}
