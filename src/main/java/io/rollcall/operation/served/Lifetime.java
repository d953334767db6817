package io.rollcall.operation.served;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// How long the parts of a cluster are needed: until they are no longer offered and no task uses them any more.
/// Then they are closed, once. Thread-safe.
public final class Lifetime {
    private final Runnable close;
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
    private boolean over;
    private boolean closed;

    /// @param close closes the parts; called by the thread that ends the last use, or by that of [#end]
    public Lifetime(Runnable close) {
        this.close = close;
    }

    /// For parts that nothing closes.
    public static Lifetime endless() {
        return new Lifetime(() -> {});
    }

    /// Begins a use, which [#leave] ends.
    ///
    /// @return false if the parts are no longer offered; then there are others, or none
    boolean enter() {
        lock.lock();
        try {
            if (!over) {
                users++;
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        closeIf(() -> --users == 0 && over);
    }

    /// Offers the parts no longer. They are closed now, or by the last task that uses them.
    public void end() {
        closeIf(() -> {
            over = true;
            return users == 0;
        });
    }

    /// Closes the parts although tasks may use them, because the process ends.
    public void cut() {
        closeIf(() -> {
            over = true;
            return true;
        });
    }

    /// Whether the parts are closed.
    public boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Closes without the lock, because that can take time.
    private void closeIf(BooleanSupplier condition) {
        lock.lock();
        try {
            if (!condition.getAsBoolean() || closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        close.run();
    }
}
