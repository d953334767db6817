package io.rollcall.operation.run;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.lease.Leases;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.tracing.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Claims operations from the queue and runs them, several at a time but one for each cluster. Runs on virtual
/// threads of its own between [#start] and [#close].
public final class Worker implements AutoCloseable {
    /// How many claims of one operation may end without progress before the operation is assumed to kill the
    /// process.
    public static final int MOST_ATTEMPTS = 10;

    /// Time for slices to end by themselves when the process stops, and then for the current writes.
    private static final Duration LAST_SLICE = Duration.ofSeconds(10);

    private static final Duration LAST_WRITES = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final Leases leases;
    private final Run.Context context;
    private final Function<ClusterId, Optional<ServedCluster>> clusters;
    private final boolean alone;
    private final Semaphore slots;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean started;
    private volatile boolean closed;
    private final Periodic queue;
    private final Periodic renewal;

    /// @param alone whether no other replica uses the same queue
    /// @param most operations that run at the same time
    /// @param observer is notified of rounds that fail
    public Worker(
            Leases leases,
            Run.Context context,
            Function<ClusterId, Optional<ServedCluster>> clusters,
            boolean alone,
            int most,
            LoopObserver observer) {
        this.leases = leases;
        this.context = context;
        this.clusters = clusters;
        this.alone = alone;
        this.slots = new Semaphore(most);
        this.queue = new Periodic("worker", poll(), observer, this::claimAll);
        this.renewal = new Periodic("leases", leases.length().dividedBy(4), observer, this::watch).pausingFirst();
    }

    public void start() {
        started = true;
        queue.start();
        renewal.start();
    }

    /// Does a transaction that may queue an operation, and begins the operation. Where a slot is free, the same
    /// transaction claims it; otherwise it is claimed when one is.
    ///
    /// @param told is given the result after the commit and before the begin
    public <T> T queue(Database database, Database.Work<T> transaction, Consumer<T> told) {
        if (!started || closed || !slots.tryAcquire()) {
            T result = database.write(transaction);
            told.accept(result);
            wake();
            return result;
        }
        WorkerSlot slot = new WorkerSlot(slots);
        boolean begun = false;
        try {
            Leases.Claimed<T> claimed = leases.claimBehind(transaction);
            told.accept(claimed.result());
            if (claimed.claim().isPresent()) {
                begin(claimed.claim().get(), slot);
                begun = true;
            }
            return claimed.result();
        } finally {
            if (!begun) {
                slot.giveBack();
            }
        }
    }

    /// Ends the pause before the next read of the queue, because there is work.
    public void wake() {
        queue.wake();
    }

    /// The clusters whose Managers did not answer when they were last asked.
    public Set<ClusterId> away() {
        return context.breakers().all();
    }

    /// Runs one waiting operation to its end in the calling thread.
    ///
    /// @return whether there was one
    public boolean runOnce() {
        Optional<Claim> claim = leases.claim();
        claim.ifPresent(taken -> run(taken, new WorkerSlot(new Semaphore(0)), false));
        return claim.isPresent();
    }

    /// Renews the leases of all operations that run here; runs that lost their leases are told so, and stalled
    /// ones are ended.
    public void watchOnce() {
        @Nullable RuntimeException defect = null;
        for (Run run : running) {
            try {
                if (leases.renew(run.claim())) {
                    run.failWhenStalled();
                } else {
                    run.control().loseLease();
                }
            } catch (LeaseLostException e) {
                run.control().loseLease();
            } catch (DatabaseException e) {
                log.atWarn()
                        .addKeyValue("operation", run.claim().operation())
                        .setCause(e)
                        .log("lease not renewed");
            } catch (RuntimeException e) {
                // A defect that one run meets must not cost the others their leases.
                defect = e;
            }
        }
        if (defect != null) {
            throw defect;
        }
    }

    /// The whole run uses the parts of the cluster as they are at its begin, also when the set of clusters changes.
    ///
    /// @param unseen whether no caller sees an error, so that the operation has to end with it
    private void run(Claim claim, WorkerSlot slot, boolean unseen) {
        Optional<ServedCluster.Use> use = ServedCluster.use(clusters, claim.cluster());
        if (use.isEmpty()) {
            unknown(claim);
            return;
        }
        try (ServedCluster.Use used = use.get();
                Span _ = span(claim)) {
            run(claim, used.cluster(), slot, unseen);
        }
    }

    private Span span(Claim claim) {
        String action = claim.action().word();
        Span span = context.tracer()
                .operation("operation " + action, claim.operation().value());
        span.put("rollcall.operation", claim.operation().value());
        span.put("rollcall.cluster", claim.cluster().value());
        span.put("rollcall.action", action);
        span.put("rollcall.dry_run", Boolean.toString(claim.dryRun()));
        span.put("rollcall.attempt", claim.attempts());
        return span;
    }

    private void run(Claim claim, ServedCluster cluster, WorkerSlot slot, boolean unseen) {
        if (claim.attempts() > MOST_ATTEMPTS) {
            log.atError().addKeyValue("operation", claim.operation()).log("operation given up");
            context.store().fail(claim, Failures.deadly(MOST_ATTEMPTS));
            return;
        }
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("token", claim.token())
                .log(claim.token() == 1 ? "operation begun" : "operation taken up again");
        if (claim.token() > 1) {
            context.observer().takenOver(claim.cluster(), claim.operation());
        }
        Run run = new Run(claim, cluster, context, slot);
        running.add(run);
        try {
            if (closed) {
                run.control().handOver();
            }
            run.execute();
        } catch (Error e) {
            // Even a plan that no heap can hold must not be tried for ever.
            if (unseen) {
                run.abandon(e);
            }
            throw e;
        } finally {
            running.remove(run);
        }
    }

    /// Another replica with a newer configuration may know the cluster: so the claim is left to run out, a few
    /// times.
    private void unknown(Claim claim) {
        if (alone || claim.attempts() > MOST_ATTEMPTS) {
            log.atWarn()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .addKeyValue("reason", Failures.UNKNOWN_CLUSTER.message())
                    .log("operation failed");
            context.store().fail(claim, Failures.UNKNOWN_CLUSTER);
        }
    }

    /// As [#run], for a thread of its own, whose exceptions no caller sees.
    private void runAlone(Claim claim, WorkerSlot slot) {
        try {
            run(claim, slot, true);
            if (closed) {
                leases.giveUp(claim);
            }
        } catch (LeaseLostException | DatabaseException e) {
            log.atWarn().addKeyValue("operation", claim.operation()).setCause(e).log("operation interrupted");
        }
    }

    /// A process that is alone on the queue is woken by each new operation; operations that other replicas add
    /// have to be polled.
    private Duration poll() {
        return alone ? Duration.ofSeconds(1) : Duration.ofMillis(250);
    }

    private void claimAll() throws InterruptedException {
        while (!closed) {
            slots.acquire();
            WorkerSlot slot = new WorkerSlot(slots);
            Optional<Claim> claim = Optional.empty();
            try {
                if (!closed) {
                    claim = leases.claim();
                }
            } finally {
                if (claim.isEmpty()) {
                    slot.giveBack();
                }
            }
            if (claim.isEmpty()) {
                return;
            }
            begin(claim.get(), slot);
        }
    }

    private void begin(Claim claim, WorkerSlot slot) {
        Thread thread = Thread.ofVirtual()
                .name("operation-" + claim.operation())
                .unstarted(() -> {
                    try {
                        runAlone(claim, slot);
                    } finally {
                        threads.remove(Thread.currentThread());
                        slot.giveBack();
                        wake();
                    }
                });
        threads.add(thread);
        thread.start();
    }

    private void watch() {
        watchOnce();
        endStopped();
    }

    private void endStopped() {
        try {
            int ended = leases.endStopped();
            if (ended > 0) {
                log.atWarn().addKeyValue("transactions", ended).log("another replica stands still and was cut off");
            }
        } catch (DatabaseException e) {
            log.atDebug().setCause(e).log("not looked for replicas that stand still");
        }
    }

    /// Claims nothing new, lets each run finish its slice, and gives the claims back for other workers. A slice
    /// that takes too long is interrupted after the current write.
    @Override
    public void close() {
        closed = true;
        wake();
        running.forEach(run -> run.control().handOver());
        if (!allEnded(LAST_SLICE)) {
            running.forEach(run -> run.control().loseLease());
            if (!allEnded(LAST_WRITES)) {
                log.atWarn().addKeyValue("running", running.size()).log("stopped before every slice was done");
            }
        }
        queue.close();
        renewal.close();
    }

    private boolean allEnded(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        try {
            for (Thread thread : List.copyOf(threads)) {
                if (!thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
