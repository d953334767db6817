package io.rollcall.operation.run;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Reconciler;
import java.time.Duration;

/// Waits for an unreachable server, without holding a worker slot, until a probe succeeds or there was no progress
/// for the stall limit. Not thread-safe; confined to one run.
final class OutageWait {
    /// The IAM's own client has a breaker and fails at once while the IAM is down, so asking is cheap.
    private static final Duration IAM_PAUSE = Duration.ofSeconds(2);

    private final ClusterId cluster;
    private final Reconciler reconciler;
    private final ManagerBreakers breakers;
    private final WorkerSlot slot;
    private final Duration stallLimit;
    private long awaySince;
    private boolean away;

    OutageWait(
            ClusterId cluster, Reconciler reconciler, ManagerBreakers breakers, WorkerSlot slot, Duration stallLimit) {
        this.cluster = cluster;
        this.reconciler = reconciler;
        this.breakers = breakers;
        this.slot = slot;
        this.stallLimit = stallLimit;
    }

    /// Receives what it waits for.
    @FunctionalInterface
    interface Told {
        void of(UnavailableException reason);
    }

    /// Records progress that is not lost: an outage from now on counts from its own beginning.
    void moved() {
        away = false;
    }

    /// Whether the Manager did not answer when it was last asked: then it is probed before a worker slot is used
    /// for it.
    boolean needed() {
        return breakers.open(cluster);
    }

    /// Returns when a retry may succeed.
    ///
    /// @throws UnavailableException when there was no progress for too long, with the reason of the wait; at once
    ///     when waiting is useless
    void await(UnavailableException reason, Control control, Told told) throws UnavailableException, StoppedException {
        if (reason.lasting()) {
            throw reason;
        }
        if (!away) {
            away = true;
            awaySince = System.nanoTime();
        }
        if (ofManager(reason)) {
            breakers.failed(cluster);
        }
        slot.giveBack();
        try {
            UnavailableException last = reason;
            while (true) {
                giveUpWhenTooLong(last);
                told.of(last);
                control.rest(ofManager(last) ? breakers.pause(cluster) : IAM_PAUSE);
                try {
                    if (ofManager(last)) {
                        reconciler.check();
                        breakers.over(cluster);
                    }
                    return;
                } catch (UnavailableException e) {
                    if (e.lasting()) {
                        throw e;
                    }
                    breakers.failed(cluster);
                    last = e;
                }
            }
        } finally {
            takePlace();
        }
    }

    private void giveUpWhenTooLong(UnavailableException last) throws UnavailableException {
        Duration waited = Duration.ofNanos(System.nanoTime() - awaySince);
        if (waited.compareTo(stallLimit) >= 0) {
            throw stallLimit.isZero()
                    ? last
                    : new UnavailableException(
                            last.part(),
                            last.getMessage() + ", and nothing moved for " + waited.toSeconds() + " s",
                            last);
        }
    }

    private static boolean ofManager(UnavailableException e) {
        return switch (e.part()) {
            case MANAGER_USER, MANAGER_GROUP -> true;
            case IAM_USER, IAM_GROUP -> false;
        };
    }

    private void takePlace() {
        try {
            slot.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
