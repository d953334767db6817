package io.rollcall.operation.run;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Reconciler;
import java.time.Duration;

/// Waits for a server that is away, without a worker's place, until there is a sign of life or nothing moved for
/// the stall limit. Used by one run.
final class OutageWait {
    /// The IAM's own client knows when it is away and says so at once, so asking it is cheap.
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

    /// What is told while it waits.
    @FunctionalInterface
    interface Told {
        void of(UnavailableException reason);
    }

    /// Something was done that need not be done again: whoever is away from now on is away anew.
    void moved() {
        away = false;
    }

    /// A Manager that was away when it was last asked is asked for a sign of life before a place is used for it.
    boolean needed() {
        return breakers.open(cluster);
    }

    /// Returns when trying again may help.
    ///
    /// @throws UnavailableException when nothing moved for too long, with what was waited for; at once when
    ///     waiting does not help
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
