package io.rollcall.server;

import java.util.concurrent.CountDownLatch;

/// Closes a part properly when the process gets SIGTERM or Ctrl-C.
public final class UntilStopped {
    private final AutoCloseable part;
    private volatile boolean stopping;

    private UntilStopped(AutoCloseable part) {
        this.part = part;
    }

    /// From now on the part is closed before the process ends, even while it is working.
    public static UntilStopped closing(AutoCloseable part) {
        UntilStopped stop = new UntilStopped(part);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::close, "shutdown"));
        return stop;
    }

    /// Whether the end has begun; then failures of the part are expected.
    public boolean stopping() {
        return stopping;
    }

    /// Keeps the process alive. Never returns: the process ends when the part is closed.
    public void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private void close() {
        stopping = true;
        try {
            part.close();
        } catch (Exception e) {
            System.err.println(Failure.inWords(e));
        }
    }
}
