package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A task that is run again and again on a virtual thread of its own, until it is closed.
///
/// A task that throws is logged, counted and run again after the next pause: no defect ends the loop. Thread-safe.
public final class Periodic implements AutoCloseable {
    /// How long [#close] waits for a task that is under way. A task that can take longer watches [#closed].
    private static final Duration LAST_ROUND = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Periodic.class);

    private final String name;
    private final Task task;
    private final Supplier<Duration> pause;
    private final boolean pauseFirst;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicLong defects = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /// One round.
    @FunctionalInterface
    public interface Task {
        /// @throws InterruptedException when the thread was interrupted, which ends the loop
        void run() throws InterruptedException;
    }

    private Periodic(String name, Supplier<Duration> pause, boolean pauseFirst, Task task) {
        this.name = name;
        this.pause = pause;
        this.pauseFirst = pauseFirst;
        this.task = task;
    }

    /// Runs at once when it is started, and then after each pause.
    ///
    /// @param name of the thread, in the log and in the metrics
    public static Periodic atOnce(String name, Duration pause, Task task) {
        return new Periodic(name, () -> pause, false, task);
    }

    /// Runs for the first time after the first pause.
    ///
    /// @param name of the thread, in the log and in the metrics
    public static Periodic afterPause(String name, Duration pause, Task task) {
        return new Periodic(name, () -> pause, true, task);
    }

    /// Starts the loop. To be called once.
    public void start() {
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    /// Ends the present pause, or the next one.
    public void wake() {
        wakeUps.release();
    }

    /// Whether the loop is to end, for tasks that take long.
    public boolean closed() {
        return closed;
    }

    public String name() {
        return name;
    }

    /// How many rounds have thrown so far.
    public long defects() {
        return defects.get();
    }

    private void loop() {
        try {
            if (pauseFirst) {
                rest();
            }
            while (!closed) {
                round();
                rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            defects.incrementAndGet();
            if (!closed) {
                log.atError().addKeyValue("loop", name).setCause(e).log("a round failed, the next one comes");
            }
        }
    }

    private void rest() throws InterruptedException {
        if (!closed) {
            boolean ignored = wakeUps.tryAcquire(pause.get().toNanos(), TimeUnit.NANOSECONDS);
            wakeUps.drainPermits();
        }
    }

    /// Ends the loop and waits for the round that is under way, for some seconds at most.
    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            if (!running.join(LAST_ROUND)) {
                log.atWarn().addKeyValue("loop", name).log("the last round goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
