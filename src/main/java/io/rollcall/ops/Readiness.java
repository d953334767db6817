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

/// Whether this process can serve requests: every check passes. Anybody may ask, so the checks run at most
/// once a second however often they are asked for, and the answer names a check but never why it failed.
///
/// Only what this process cannot work without belongs here. An IAM or a Manager that is away does not:
/// requests are still accepted and say so themselves.
public final class Readiness {
    private static final Logger log = LoggerFactory.getLogger(Readiness.class);
    private static final Duration MAXIMUM_AGE = Duration.ofSeconds(1);

    /// Passes by returning.
    @FunctionalInterface
    public interface Check {
        void run() throws Exception;
    }

    private record Findings(Instant at, Map<String, Boolean> passed) {}

    private final Map<String, Check> checks;
    private final InstantSource clock;
    private final ReentrantLock running = new ReentrantLock();
    private @Nullable Findings last;

    /// @param checks by name, `database` for example, in the order in which they are shown
    public Readiness(Map<String, Check> checks, InstantSource clock) {
        this.checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
        this.clock = clock;
    }

    /// Which checks passed, by name; at most a second old.
    public Map<String, Boolean> findings() {
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
