package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.Reconciler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes operations off the queue and runs them, several at a time but one for each cluster. Runs on virtual
/// threads of its own between [#start] and [#close].
final class Worker implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final Leases leases;
    private final RunStore store;
    private final PlanStore plans;
    private final Function<ClusterId, Optional<Reconciler>> reconcilers;
    private final int most;
    private final Semaphore places;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// @param most operations that run at the same time
    Worker(
            Leases leases,
            RunStore store,
            PlanStore plans,
            Function<ClusterId, Optional<Reconciler>> reconcilers,
            int most) {
        this.leases = leases;
        this.store = store;
        this.plans = plans;
        this.reconcilers = reconcilers;
        this.most = most;
        this.places = new Semaphore(most);
    }

    void start() {
        Thread.ofVirtual().name("worker").start(this::loop);
        Thread.ofVirtual().name("leases").start(this::renewLoop);
    }

    /// There is something to do: no need to wait for the next look.
    void wake() {
        wakeUps.release();
    }

    /// Runs one waiting operation to its end in the calling thread.
    ///
    /// @return whether there was one
    boolean runOnce() {
        Optional<Claim> claim = leases.claim();
        claim.ifPresent(this::run);
        return claim.isPresent();
    }

    /// Keeps the leases of everything that runs here; whatever lost its lease is told so.
    void renewOnce() {
        for (Run run : running) {
            try {
                if (!leases.renew(run.claim())) {
                    run.loseLease();
                }
            } catch (DatabaseException e) {
                log.atWarn()
                        .addKeyValue("operation", run.claim().operation())
                        .setCause(e)
                        .log("lease not renewed");
            }
        }
    }

    private void run(Claim claim) {
        Optional<Reconciler> reconciler = reconcilers.apply(claim.cluster());
        if (reconciler.isEmpty()) {
            store.fail(claim, new Operation.Failure("12000003", "The cluster does not exist."));
            return;
        }
        Run run = new Run(claim, reconciler.get(), store, plans);
        running.add(run);
        try {
            if (closed) {
                run.loseLease();
            }
            run.execute();
        } finally {
            running.remove(run);
        }
    }

    /// As [#run], for a thread that nobody waits for.
    private void runAlone(Claim claim) {
        try {
            run(claim);
            if (closed) {
                leases.giveUp(claim);
            }
        } catch (LeaseLostException | DatabaseException e) {
            log.atWarn().addKeyValue("operation", claim.operation()).setCause(e).log("operation interrupted");
        } catch (Error e) {
            // Even a plan that no heap can hold must not be tried for ever.
            abandon(claim, e);
            throw e;
        }
    }

    private void abandon(Claim claim, Error e) {
        reconcilers.apply(claim.cluster()).ifPresent(reconciler -> new Run(claim, reconciler, store, plans).abandon(e));
    }

    private void loop() {
        while (!closed) {
            try {
                boolean ignored = wakeUps.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
                claimAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("the queue cannot be read");
            }
        }
    }

    private void claimAll() throws InterruptedException {
        while (!closed) {
            places.acquire();
            Optional<Claim> claim = Optional.empty();
            try {
                if (!closed) {
                    claim = leases.claim();
                }
            } finally {
                if (claim.isEmpty()) {
                    places.release();
                }
            }
            if (claim.isEmpty()) {
                return;
            }
            Claim taken = claim.get();
            Thread.ofVirtual().name("operation-" + taken.operation()).start(() -> {
                try {
                    runAlone(taken);
                } finally {
                    places.release();
                    wake();
                }
            });
        }
    }

    private void renewLoop() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(leases.length().toMillis() / 3);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            renewOnce();
        }
    }

    /// Takes nothing new, lets what runs finish its slice, and gives it back for somebody else.
    @Override
    public void close() {
        closed = true;
        wake();
        running.forEach(Run::loseLease);
        try {
            boolean ended = places.tryAcquire(most, 10, TimeUnit.SECONDS);
            if (!ended) {
                log.atWarn().addKeyValue("running", running.size()).log("stopped before every slice was done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
