package io.rollcall.sync.provisioning;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets all writes pass, and has something happen right before one of them, which waits for it: so it happens in the
/// middle of a slice however slow the machine is.
public final class BeforeWrite implements Checkpoint {
    private final AtomicInteger writes = new AtomicInteger();
    private final int number;
    private final Runnable event;

    /// @param number of the write, from 1
    public BeforeWrite(int number, Runnable event) {
        this.number = number;
        this.event = event;
    }

    @Override
    public void pass() {
        if (writes.incrementAndGet() == number) {
            event.run();
        }
    }

    @Override
    public void made() {}
}
