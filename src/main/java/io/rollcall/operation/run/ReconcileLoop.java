package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.AfterSyncHook;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.Reconciler;
import io.rollcall.tracing.Span;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine: read, plan, save, apply, record.
///
/// Each step leaves the database in a state from which any worker can continue, so the process may die between any
/// two lines: before the save nothing has happened, after it the plan and its outcomes are stored, and every
/// change may be made twice. Not thread-safe; confined to one run.
final class ReconcileLoop {
    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final ReadBack readBack;
    private final AfterSyncRunner afterSync;
    private final Optional<AfterSyncHook> hook;
    private final Control control;
    private final Planning planning;
    private final Slices slices;

    /// @param recorded runs after each slice of changes is recorded
    ReconcileLoop(Claim claim, ServedCluster cluster, Run.Context context, Control control, Runnable recorded) {
        this.claim = claim;
        this.reconciler = cluster.reconciler();
        this.hook = cluster.afterSync();
        this.store = context.store();
        this.readBack = context.readBack();
        this.afterSync = context.afterSync();
        this.control = control;
        this.planning = new Planning(claim, reconciler, store, context.plans(), context.readBack(), control);
        this.slices = new Slices(claim, reconciler, store, control, recorded);
    }

    /// Carries out the operation until it ends or is held. May be called again after an exception: it continues
    /// with the step that threw.
    ///
    /// @throws UnavailableException when the IAM or the Manager does not answer
    /// @throws StoppedException when a caller asked for a stop
    void run() throws UnavailableException, StoppedException {
        while (true) {
            control.checkStop();
            if (!planning.isSaved()) {
                PlanStore.Made made = planning.readAndPlan();
                switch (Span.in("save", span -> planning.save(made))) {
                    case READY -> {}
                    case CONFLICT -> {
                        continue;
                    }
                    case ENDED -> {
                        return;
                    }
                }
            }
            slices.applyAndRecord(planning.takeSteps());
            if (!planning.isPart()) {
                recordEnd();
                return;
            }
            runAfterSync();
            planning.planRest();
        }
    }

    private void recordEnd() {
        Verdict verdict = Span.in("read back", span -> readBack.of(claim, reconciler, control));
        runAfterSync();
        OperationState state = store.finish(claim, verdict);
        logEnd(claim, state);
    }

    static void logEnd(Claim claim, OperationState state) {
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("state", state.word())
                .log("operation finished");
    }

    /// Runs the hook of the cluster, if the operation changed anything. It has a deadline of its own.
    void runAfterSync() {
        control.unwatched();
        try (Span _ = hook.isPresent() ? Span.begin("after sync") : Span.NONE) {
            afterSync.run(claim, hook);
        }
    }
}
