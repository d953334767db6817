package io.rollcall.operation.run;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// The right to use this process's memory and cores for one operation. There are few; an operation that waits for
/// a server that is away gives its place to another one meanwhile. Taken by the operation's own thread, given back
/// by anybody.
public final class WorkerSlot {
    private final Semaphore slots;
    private final AtomicBoolean held = new AtomicBoolean(true);

    /// A place that is held already: a permit of these is the caller's.
    public WorkerSlot(Semaphore slots) {
        this.slots = slots;
    }

    /// Waits for a place, unless this one is held.
    void take() throws InterruptedException {
        if (!held.get()) {
            slots.acquire();
            held.set(true);
        }
    }

    /// Gives the place to somebody else, unless that was done.
    void giveBack() {
        if (held.compareAndSet(true, false)) {
            slots.release();
        }
    }
}
