package io.rollcall.operation;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Casualties;
import io.rollcall.sync.Change;
import io.rollcall.sync.ChangeOutcome;
import io.rollcall.sync.Plan;
import io.rollcall.sync.PlannedChange;
import io.rollcall.sync.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One worker's way through one operation: plan, then slice after slice until nothing of the plan is left. It
/// can be broken off after any line and taken up by anybody else: the plan and what was done of it are in the
/// database.
final class Run {
    /// Changes between two records of what was done. A crash repeats at most so many, and finds them already
    /// so.
    private static final int SLICE = 500;

    private static final int MOST_TRIES = 20;

    private static final ChangeOutcome NOTHING_LEFT =
            new ChangeOutcome.Failed("not done, because what it builds on failed before");

    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final Afterwards afterwards;
    private final AtomicBoolean lost = new AtomicBoolean();

    Run(Claim claim, Reconciler reconciler, RunStore store, Afterwards afterwards) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.afterwards = afterwards;
    }

    Claim claim() {
        return claim;
    }

    /// Tells the run that its lease is gone: it stops before the next slice.
    void loseLease() {
        lost.set(true);
    }

    /// Carries the operation to its end, or to where it has to stop.
    void execute() {
        try {
            if (readyToApply()) {
                apply();
                afterwards.run(claim);
                OperationState state = store.finish(claim);
                log.atInfo()
                        .addKeyValue("operation", claim.operation())
                        .addKeyValue("cluster", claim.cluster())
                        .addKeyValue("state", state.word())
                        .log("operation finished");
            }
        } catch (StoppedException e) {
            afterwards.run(claim);
            store.stop(claim);
            log.atInfo()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .log("operation stopped");
        } catch (UnavailableException e) {
            fail(Failures.of(e), e);
        } catch (LeaseLostException e) {
            log.atWarn()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .log("lease lost, somebody else goes on");
        } catch (DatabaseException e) {
            // Nothing can be recorded now. The lease runs out, and then the operation is taken up again.
            log.atError()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .setCause(e)
                    .log("operation interrupted");
        } catch (RuntimeException e) {
            fail(Failures.DEFECT, e);
        }
    }

    private boolean readyToApply() throws UnavailableException, StoppedException {
        checkStop();
        if (!claim.planned()) {
            return planUntilFree();
        }
        return claim.release() != Claim.Release.ASKED || checkReleasedPlan();
    }

    /// Plans of clusters that share a directory may want the same POSIX numbers at the same moment. One of
    /// them gets them, and the others plan again.
    private boolean planUntilFree() throws UnavailableException {
        for (int tries = 1; ; tries++) {
            try {
                return plan();
            } catch (DatabaseException e) {
                if (!e.isConflict() || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private boolean plan() throws UnavailableException {
        store.enter(claim, "planning");
        RunStore.Memory memory = store.remember(claim.cluster(), reconciler.directory());
        Reconciler.Outline outline =
                reconciler.plan(claim.command(), memory.roll(), memory.numbers(), memory.lastGoodUsers());
        Plan plan = outline.plan();
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("changes", plan.changes().size())
                .addKeyValue("refusals", plan.refusals().size())
                .addKeyValue("held", !plan.holds().isEmpty())
                .log("operation planned");
        if (claim.dryRun()) {
            store.finishDryRun(claim, plan);
            return false;
        }
        Optional<Integer> goodUsers = outline.believable() ? Optional.of(outline.usersRead()) : Optional.empty();
        return store.savePlan(claim, plan, memory.roll(), reconciler.directory(), goodUsers);
    }

    /// A released plan is carried out only while the world is the one it was made for; otherwise there is a
    /// new plan, and the guard looks at it again.
    private boolean checkReleasedPlan() throws UnavailableException {
        store.enter(claim, "planning");
        RunStore.Memory memory = store.remember(claim.cluster(), reconciler.directory());
        Plan plan = reconciler
                .plan(claim.command(), memory.roll(), memory.numbers(), memory.lastGoodUsers())
                .plan();
        List<Change> now = plan.changes().stream().map(PlannedChange::change).toList();
        if (now.equals(store.storedChanges(claim))) {
            store.grantRelease(claim, plan, memory.roll(), reconciler.directory());
            return true;
        }
        return store.savePlan(claim, plan, memory.roll(), reconciler.directory(), Optional.empty());
    }

    private void apply() throws UnavailableException, StoppedException {
        Casualties casualties = new Casualties();
        store.failed(claim).forEach(casualties::add);
        while (true) {
            checkStop();
            List<RunStore.Step> steps = store.next(claim, SLICE);
            if (steps.isEmpty()) {
                return;
            }
            store.enter(claim, steps.getFirst().stage());
            List<RunStore.Done> done = applySlice(steps, casualties);
            done.stream()
                    .filter(one -> one.outcome() instanceof ChangeOutcome.Failed)
                    .forEach(one -> casualties.add(one.change()));
            store.record(claim, steps.getFirst().stage(), done);
        }
    }

    private List<RunStore.Done> applySlice(List<RunStore.Step> steps, Casualties casualties)
            throws UnavailableException {
        List<RunStore.Done> done = new ArrayList<>();
        List<RunStore.Step> possible = new ArrayList<>();
        for (RunStore.Step step : steps) {
            casualties
                    .without(step.change())
                    .ifPresentOrElse(
                            rest -> possible.add(new RunStore.Step(step.number(), step.stage(), rest)),
                            () -> done.add(new RunStore.Done(step.number(), step.change(), NOTHING_LEFT)));
        }
        List<ChangeOutcome> outcomes =
                reconciler.apply(possible.stream().map(RunStore.Step::change).toList());
        for (int i = 0; i < possible.size(); i++) {
            RunStore.Step step = possible.get(i);
            done.add(new RunStore.Done(step.number(), step.change(), outcomes.get(i)));
        }
        return done;
    }

    private void checkStop() throws StoppedException {
        if (lost.get() || Thread.currentThread().isInterrupted()) {
            throw new LeaseLostException(claim.operation());
        }
        if (store.stopRequested(claim)) {
            throw new StoppedException();
        }
    }

    private void fail(Operation.Failure failure, Exception cause) {
        log.atError()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("code", failure.code())
                .setCause(cause)
                .log("operation failed");
        try {
            afterwards.run(claim);
            store.fail(claim, failure);
        } catch (LeaseLostException e) {
            log.atWarn().addKeyValue("operation", claim.operation()).log("lease lost, somebody else goes on");
        }
    }

    /// A caller asked for a stop. Only ever caught above.
    private static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
