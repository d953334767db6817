package io.rollcall.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this process can serve requests: every check of what it needs passes. Callers are not authenticated, so
/// these checks run at most once a second no matter how often they are requested, and the answer names a check but
/// never the reason of its failure. Thread-safe.
///
/// Only what this process cannot work without belongs here. An IAM or a Manager does not: without it, requests are
/// still accepted, and their operations report it. Those are [DependencyChecks]: they are shown, and readiness
/// does not depend on them.
public final class Readiness {
    private static final Logger log = LoggerFactory.getLogger(Readiness.class);
    private static final Duration MAXIMUM_AGE = Duration.ofSeconds(1);

    /// Passes by returning.
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    /// The state of one check.
    public enum State {
        UP,
        DOWN,
        /// No result yet.
        UNKNOWN
    }

    /// The whole answer.
    ///
    /// @param ready whether requests can be served
    /// @param checks what this process needs, then its dependencies, by name
    public record Report(boolean ready, Map<String, State> checks) {
        /// Whether it is ready, but a dependency does not answer.
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

    /// For a process without dependencies.
    ///
    /// @param checks by name, `database` for example, in the order in which they are shown
    public Readiness(Map<String, Check> checks, InstantSource clock) {
        this(checks, Map::of, clock);
    }

    /// @param checks of what this process needs, by name, in the order in which they are shown
    /// @param dependencies checks of servers that it can work without for a while, likewise; is looked at for each
    ///     report, and gives the same objects as long as they are the same servers
    public Readiness(Map<String, Check> checks, Supplier<Map<String, Check>> dependencies, InstantSource clock) {
        this.checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
        this.dependencies = new DependencyChecks(dependencies, clock);
        this.clock = clock;
    }

    /// The present state of all checks.
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

    // A check is foreign code: any exception means that it failed.
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
