package io.rollcall.operation.run;

import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.provisioning.Checkpoint;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Controls a run from outside and observes it: whether it may write, whether it has to stop, and when it last
/// made progress. Thread-safe: the run's own thread reads it, other threads set it.
final class Control implements Checkpoint {
    private final Claim claim;
    private final RunStore store;
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean lost;
    private volatile boolean handOver;
    private volatile boolean watched = true;
    private volatile long movedAt = System.nanoTime();

    Control(Claim claim, RunStore store) {
        this.claim = claim;
        this.store = store;
    }

    /// The lease is lost: no further write.
    void loseLease() {
        lost = true;
        signals.release();
    }

    /// Another worker has to continue, after the slice that is being written.
    void handOver() {
        handOver = true;
        signals.release();
    }

    @Override
    public void pass() {
        if (lost || !claim.trustWindow().lasts()) {
            throw new LeaseLostException(claim.operation());
        }
    }

    @Override
    public void made() {
        movedAt = System.nanoTime();
    }

    /// From now on the run waits for something that has a deadline of its own.
    void unwatched() {
        watched = false;
    }

    /// How long there was no progress; zero while the run waits for something with a deadline of its own.
    Duration silence() {
        return watched ? Duration.ofNanos(System.nanoTime() - movedAt) : Duration.ZERO;
    }

    /// A safe point: no change is half made.
    ///
    /// @throws StoppedException when a caller asked for a stop
    /// @throws LeaseLostException when another worker continues
    void checkStop() throws StoppedException {
        if (lost || handOver || Thread.currentThread().isInterrupted()) {
            throw new LeaseLostException(claim.operation());
        }
        if (store.stopRequested(claim)) {
            throw new StoppedException();
        }
        made();
    }

    /// Waits, but no longer than until this run is to stop or to hand over. A safe point.
    void rest(Duration time) throws StoppedException {
        try {
            boolean ignored = signals.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        checkStop();
    }
}
