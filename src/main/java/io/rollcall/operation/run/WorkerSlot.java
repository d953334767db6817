package io.rollcall.operation.run;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// The right to use this process's memory and cores for one operation. There are few; an operation that waits for
/// an unreachable server releases its slot meanwhile. The operation's own thread takes it; any thread may give it
/// back. Thread-safe.
public final class WorkerSlot {
    private final Semaphore slots;
    private final AtomicBoolean held = new AtomicBoolean(true);

    /// A slot that is held already: the caller has taken a permit of `slots`.
    public WorkerSlot(Semaphore slots) {
        this.slots = slots;
    }

    /// Waits for a slot, unless this one is held.
    void take() throws InterruptedException {
        if (!held.get()) {
            slots.acquire();
            held.set(true);
        }
    }

    /// Gives the slot back, unless that was done already.
    void giveBack() {
        if (held.compareAndSet(true, false)) {
            slots.release();
        }
    }
}
