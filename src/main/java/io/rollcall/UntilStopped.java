package io.rollcall;

import java.util.concurrent.CountDownLatch;

/// Keeps the process alive until it gets SIGTERM or Ctrl-C, and then ends it in good order.
final class UntilStopped {
    private UntilStopped() {}

    /// Waits in the calling thread; it is never left, the process ends when the parts are closed.
    ///
    /// @param parts closed in this order
    static void serve(AutoCloseable... parts) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAll(parts), "shutdown"));
        new CountDownLatch(1).await();
    }

    private static void closeAll(AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println(Failure.inWords(e));
            }
        }
    }
}
