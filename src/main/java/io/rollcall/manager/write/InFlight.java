package io.rollcall.manager.write;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts the requests of one pipeline that are not answered yet: as many as the window allows. Thread-safe: one
/// thread sends, answers arrive on another.
final class InFlight {
    private final Window window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();
    private int aloft;
    private boolean alone;

    InFlight(Window window) {
        this.window = window;
    }

    /// Waits until one more request may be sent.
    ///
    /// @param wantsAlone whether it must be the only one
    /// @param limit how long to wait for the next answer
    /// @throws LDAPException when none arrived
    Window.Ticket depart(boolean wantsAlone, Duration limit) throws InterruptedException, LDAPException {
        lock.lockInterruptibly();
        try {
            while (aloft > 0 && (alone || wantsAlone || aloft >= window.size())) {
                awaitNext(limit);
            }
            aloft++;
            alone = wantsAlone;
            return window.sent(aloft, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /// Records that a request was answered, or not sent after all.
    void land() {
        lock.lock();
        try {
            aloft--;
            landed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all are answered.
    ///
    /// @param limit how long to wait for the next answer
    /// @throws LDAPException when none arrived
    void awaitAll(Duration limit) throws InterruptedException, LDAPException {
        lock.lockInterruptibly();
        try {
            while (aloft > 0) {
                awaitNext(limit);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitNext(Duration limit) throws InterruptedException, LDAPException {
        int before = aloft;
        long nanos = limit.toNanos();
        while (aloft == before) {
            if (nanos <= 0) {
                throw new LDAPException(ResultCode.TIMEOUT, "no answer within " + limit);
            }
            nanos = landed.awaitNanos(nanos);
        }
    }
}
