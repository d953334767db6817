package io.rollcall.operation;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Casualties;
import io.rollcall.sync.Change;
import io.rollcall.sync.ChangeOutcome;
import io.rollcall.sync.Checkpoint;
import io.rollcall.sync.Plan;
import io.rollcall.sync.PlannedChange;
import io.rollcall.sync.Pulse;
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
    private final PlanStore plans;
    private final Afterwards afterwards;
    private final AtomicBoolean lost = new AtomicBoolean();

    Run(Claim claim, Reconciler reconciler, RunStore store, PlanStore plans, Afterwards afterwards) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.plans = plans;
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
            carryOut();
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
        }
    }

    /// Ends the operation as failed because of a defect; unless it is somebody else's by now.
    void abandon(Throwable cause) {
        try {
            defect(cause);
        } catch (LeaseLostException | DatabaseException e) {
            log.atWarn().addKeyValue("operation", claim.operation()).setCause(e).log("the failure is not recorded");
        }
    }

    private void carryOut() {
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
            // A server that stays away is no defect of ours: its words suffice.
            Operation.Failure failure = Failures.of(e);
            log.atWarn()
                    .addKeyValue("operation", claim.operation())
                    .addKeyValue("cluster", claim.cluster())
                    .addKeyValue("code", failure.code())
                    .addKeyValue("reason", e.getMessage())
                    .log("operation failed");
            afterwards.run(claim);
            store.fail(claim, failure);
        } catch (LeaseLostException | DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            defect(e);
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
        PlanStore.Made made = make();
        if (claim.dryRun()) {
            plans.finishDryRun(claim, made.plan());
            return false;
        }
        return plans.save(claim, made);
    }

    /// A released plan is carried out only while the world is the one it was made for; otherwise there is a
    /// new plan, and the guard looks at it again.
    private boolean checkReleasedPlan() throws UnavailableException {
        PlanStore.Made made = make();
        List<Change> now =
                made.plan().changes().stream().map(PlannedChange::change).toList();
        if (now.equals(plans.storedChanges(claim))) {
            plans.grantRelease(claim, made);
            return true;
        }
        return plans.save(claim, made);
    }

    private PlanStore.Made make() throws UnavailableException {
        store.enter(claim, "planning");
        PlanStore.Memory memory = plans.remember(claim.cluster(), reconciler.directory());
        Reconciler.Outline outline = reconciler.plan(
                claim.command(), memory.roll(), memory.numbers(), memory.lastGoodUsers(), memory.today(), Pulse.NONE);
        Plan plan = outline.plan();
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("changes", plan.changes().size())
                .addKeyValue("refusals", plan.refusals().size())
                .addKeyValue("held", !plan.holds().isEmpty())
                .log("operation planned");
        Optional<Integer> goodUsers = outline.believable() ? Optional.of(outline.usersRead()) : Optional.empty();
        return new PlanStore.Made(plan, memory.roll(), reconciler.directory(), goodUsers);
    }

    private void apply() throws UnavailableException, StoppedException {
        Casualties casualties = new Casualties();
        store.failed(claim).forEach(casualties::add);
        long last = 0;
        while (true) {
            checkStop();
            List<RunStore.Step> steps = store.next(claim, last, SLICE);
            if (steps.isEmpty()) {
                return;
            }
            store.enter(claim, steps.getFirst().stage());
            List<RunStore.Done> done = applySlice(steps, casualties);
            done.stream()
                    .filter(one -> one.outcome() instanceof ChangeOutcome.Failed)
                    .forEach(one -> casualties.add(one.change()));
            store.record(claim, steps.getFirst().stage(), done);
            last = steps.getLast().number();
        }
    }

    private List<RunStore.Done> applySlice(List<RunStore.Step> steps, Casualties casualties)
            throws UnavailableException {
        List<RunStore.Done> done = new ArrayList<>();
        List<RunStore.Step> possible = new ArrayList<>();
        List<Change> rests = new ArrayList<>();
        for (RunStore.Step step : steps) {
            casualties
                    .without(step.change())
                    .ifPresentOrElse(
                            rest -> {
                                possible.add(step);
                                rests.add(rest);
                            },
                            () -> done.add(new RunStore.Done(step.number(), step.change(), NOTHING_LEFT, false)));
        }
        if (rests.isEmpty()) {
            return done;
        }
        List<ChangeOutcome> outcomes = reconciler.apply(rests, Checkpoint.OPEN);
        for (int i = 0; i < rests.size(); i++) {
            RunStore.Step step = possible.get(i);
            Change made = rests.get(i);
            boolean part = !made.equals(step.change());
            done.add(new RunStore.Done(step.number(), made, outcomes.get(i), part));
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

    private void defect(Throwable cause) {
        log.atError()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("code", Failures.DEFECT.code())
                .setCause(cause)
                .log("operation failed");
        afterwards.run(claim);
        store.fail(claim, Failures.DEFECT);
    }

    /// A caller asked for a stop. Only ever caught above.
    private static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
