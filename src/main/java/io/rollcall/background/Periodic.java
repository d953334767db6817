package io.rollcall.background;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A task that is run again and again on a virtual thread of its own, until it is closed.
///
/// A round that throws is logged, counted and followed by the next one: no defect ends the loop. The pause after a
/// failed round is a second at first and grows to the ordinary one; a loop with a shorter pause waits the second
/// each time, so that what fails for long is not asked for without end. Thread-safe.
public final class Periodic implements AutoCloseable {
    /// How long [#close] waits for a running task. A task that can take longer checks [#closed].
    private static final Duration LAST_ROUND = Duration.ofSeconds(2);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Periodic.class);

    private final String name;
    private final Duration pause;
    private final Backoff afterFailure;
    private final LoopObserver observer;
    private final Task task;
    private final Semaphore wakeUps = new Semaphore(0);
    private boolean pausesFirst;
    private boolean onPlatformThread;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /// One round.
    @FunctionalInterface
    public interface Task {
        /// @throws InterruptedException when the thread was interrupted, which ends the loop
        void run() throws InterruptedException;
    }

    /// A loop that runs its task at once when it is started, and then after each pause.
    ///
    /// @param name of the thread, in the log and in the metrics
    public Periodic(String name, Duration pause, LoopObserver observer, Task task) {
        this.name = name;
        this.pause = pause;
        this.afterFailure = Backoff.doubling(AFTER_FAILURE, longer(AFTER_FAILURE, pause));
        this.observer = observer;
        this.task = task;
    }

    /// The same, which pauses before the first round. Call it before the start.
    public Periodic pausingFirst() {
        pausesFirst = true;
        return this;
    }

    /// The same on a platform thread, for tasks that must not wait for busy virtual threads. Call it before the
    /// start.
    public Periodic onPlatformThread() {
        onPlatformThread = true;
        return this;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// Starts the loop. Call it once.
    public void start() {
        observer.started(name);
        Thread.Builder builder = onPlatformThread ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        thread = builder.name(name).start(this::loop);
    }

    /// Ends the present pause, or the next one.
    public void wake() {
        wakeUps.release();
    }

    /// Whether the loop is about to end, for tasks that take long.
    public boolean closed() {
        return closed;
    }

    private void loop() {
        try {
            if (pausesFirst) {
                rest(pause);
            }
            int failures = 0;
            while (!closed) {
                failures = round() ? 0 : failures + 1;
                rest(failures == 0 ? pause : afterFailure.after(failures));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean round() throws InterruptedException {
        try {
            task.run();
            return true;
        } catch (RuntimeException | Error e) {
            observer.failed(name);
            if (!closed) {
                log.atError().addKeyValue("loop", name).setCause(e).log("a round failed, the loop goes on");
            }
            return false;
        }
    }

    private void rest(Duration time) throws InterruptedException {
        if (!closed) {
            boolean ignored = wakeUps.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
            wakeUps.drainPermits();
        }
    }

    /// Ends the loop and waits for the running round, for some seconds at most.
    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running == null || running.equals(Thread.currentThread())) {
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
