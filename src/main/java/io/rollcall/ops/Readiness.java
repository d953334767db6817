package io.rollcall.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this process can serve requests: every check of what it needs passes. Anybody may ask, so these checks
/// run at most once a second however often they are asked for, and the answer names a check but never why it
/// failed.
///
/// Only what this process cannot work without belongs there. An IAM or a Manager that is away does not: requests
/// are still accepted and say so themselves. Those are [DependencyChecks]: they are named, and nothing depends on
/// them.
public final class Readiness {
    private static final Logger log = LoggerFactory.getLogger(Readiness.class);
    private static final Duration MAXIMUM_AGE = Duration.ofSeconds(1);

    /// Passes by returning.
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    /// How one thing stands.
    public enum State {
        UP,
        DOWN,
        /// Asked, but not answered yet.
        UNKNOWN
    }

    /// The whole answer.
    ///
    /// @param ready whether requests can be served
    /// @param checks what this process needs, then its neighbours, by name
    public record Report(boolean ready, Map<String, State> checks) {
        /// Whether it is ready, but some neighbour does not answer.
        public boolean degraded() {
            return ready && checks.values().stream().anyMatch(state -> state != State.UP);
        }
    }

    private record Findings(Instant at, Map<String, Boolean> passed) {}

    private final Map<String, Check> checks;
    private final DependencyChecks dependencies;
    private final InstantSource clock;
    private final ReentrantLock running = new ReentrantLock();
    private @Nullable Findings last;

    /// For a process without neighbours.
    ///
    /// @param checks by name, `database` for example, in the order in which they are shown
    public Readiness(Map<String, Check> checks, InstantSource clock) {
        this(checks, Map.of(), clock);
    }

    /// @param checks of what this process needs, by name, in the order in which they are shown
    /// @param dependencies checks of what it works with and can do without for a while, likewise
    public Readiness(Map<String, Check> checks, Map<String, Check> dependencies, InstantSource clock) {
        this.checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
        this.dependencies = new DependencyChecks(dependencies, clock);
        this.clock = clock;
    }

    /// How everything stands now.
    public Report report() {
        Map<String, State> states = new LinkedHashMap<>();
        Map<String, Boolean> needed = findings();
        needed.forEach((name, passed) -> states.put(name, passed ? State.UP : State.DOWN));
        states.putAll(dependencies.states());
        return new Report(!needed.containsValue(false), states);
    }

    private Map<String, Boolean> findings() {
        running.lock();
        try {
            Instant now = clock.instant();
            Findings known = last;
            if (known != null && Duration.between(known.at(), now).abs().compareTo(MAXIMUM_AGE) < 0) {
                return known.passed();
            }
            Map<String, Boolean> passed = new LinkedHashMap<>();
            checks.forEach((name, check) -> passed.put(name, passes(name, check)));
            last = new Findings(now, Collections.unmodifiableMap(passed));
            return last.passed();
        } finally {
            running.unlock();
        }
    }

    // A check is somebody else's code: whatever it throws means that it did not pass.
    private static boolean passes(String name, Check check) {
        try {
            check.run();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            log.atWarn().addKeyValue("check", name).setCause(e).log("not ready");
            return false;
        }
    }
}
