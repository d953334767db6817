package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.database.DatabaseException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.Reconciler;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.Tracer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One worker's run of one operation: the [ReconcileLoop], and how it ends when a server does not answer, a caller
/// asks for a stop, the lease is lost or this program has a defect. Not thread-safe; confined to one run, except
/// for [#control] and the methods that end it from outside.
public final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final Claim claim;
    private final RunStore store;
    private final WorkerSlot slot;
    private final Duration stallLimit;
    private final Control control;
    private final OutageWait outageWait;
    private final Reconciler reconciler;
    private final ReconcileLoop loop;
    private volatile @Nullable Thread thread;

    /// The context that all runs of a process share.
    ///
    /// @param stallLimit how long there may be no progress
    /// @param tracer begins the trace of a run
    public record Context(
            RunStore store,
            PlanStore plans,
            ReadBack readBack,
            AfterSyncRunner afterSync,
            ManagerBreakers breakers,
            Duration stallLimit,
            OperationObserver observer,
            Tracer tracer) {}

    public Run(Claim claim, ServedCluster cluster, Context context, WorkerSlot slot) {
        this.claim = claim;
        this.reconciler = cluster.reconciler();
        this.store = context.store();
        this.slot = slot;
        this.stallLimit = context.stallLimit();
        this.control = new Control(claim, store);
        this.outageWait = new OutageWait(claim.cluster(), reconciler, context.breakers(), slot, stallLimit);
        this.loop = new ReconcileLoop(claim, cluster, context, control, outageWait::moved);
    }

    Claim claim() {
        return claim;
    }

    /// Lets other threads tell the run that its lease is lost, or has to be handed over.
    Control control() {
        return control;
    }

    /// Carries out the operation until it ends or has to stop.
    public void execute() {
        thread = Thread.currentThread();
        try {
            carryOut();
        } catch (LeaseLostException e) {
            Span.current().failed("lease_lost");
            log.atWarn()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .log("lease lost, another worker goes on");
        } catch (DatabaseException e) {
            Span.current().failed("database");
            // Nothing can be recorded now. The lease runs out, and then another worker resumes the operation.
            log.atError()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .setCause(e)
                    .log("operation interrupted");
        } finally {
            thread = null;
        }
    }

    /// Ends the operation as failed because of a defect, unless another worker has it by now.
    void abandon(Throwable cause) {
        try {
            defect(cause);
        } catch (LeaseLostException | DatabaseException e) {
            log.atWarn().addKeyValue("operation", claim.operation()).setCause(e).log("the failure is not recorded");
        }
    }

    /// Ends the operation as failed when there was no progress for the stall limit, no matter where its thread
    /// hangs.
    void failWhenStalled() {
        Duration silence = control.silence();
        if (stallLimit.isZero() || silence.compareTo(stallLimit) < 0) {
            return;
        }
        Operation.Failure failure = Failures.stalled(store.activity(claim), silence);
        log.atError()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("reason", failure.message())
                .log("operation failed");
        control.loseLease();
        slot.giveBack();
        store.fail(claim, failure);
        Thread stuck = thread;
        if (stuck != null) {
            stuck.interrupt();
        }
    }

    private void carryOut() {
        try {
            if (outageWait.needed()) {
                askFirst();
            }
            while (!workedThrough()) {
                // A server did not answer, and then a probe succeeded.
            }
        } catch (StoppedException e) {
            loop.runAfterSync();
            store.stop(claim);
            log.atInfo()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .log("operation stopped");
        } catch (UnavailableException e) {
            // An unreachable server is no defect of this program: its message is enough.
            Operation.Failure failure = Failures.of(e);
            log.atWarn()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .addKeyValue("error_code", failure.code().code())
                    .addKeyValue("reason", e.getMessage())
                    .log("operation failed");
            loop.runAfterSync();
            store.fail(claim, failure);
        } catch (LeaseLostException | DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    private void askFirst() throws UnavailableException, StoppedException {
        try {
            reconciler.check();
        } catch (UnavailableException e) {
            await(e);
        }
    }

    /// @return whether the operation has ended; otherwise a server did not answer, and answers again
    private boolean workedThrough() throws UnavailableException, StoppedException {
        try {
            loop.run();
            return true;
        } catch (UnavailableException e) {
            await(e);
            return false;
        }
    }

    private void await(UnavailableException reason) throws UnavailableException, StoppedException {
        try (Span span = Span.begin("wait")) {
            span.failed(reason);
            outageWait.await(
                    reason,
                    control,
                    away -> store.enter(claim, new Activity.Waiting(String.valueOf(away.getMessage()))));
        }
    }

    private void defect(Throwable cause) {
        log.atError()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("error_code", Failures.DEFECT.code().code())
                .setCause(cause)
                .log("operation failed");
        loop.runAfterSync();
        store.fail(claim, Failures.DEFECT);
    }
}
