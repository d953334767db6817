package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.FailedDependencies;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import java.util.ArrayList;
import java.util.List;

/// Carries out a plan slice by slice, until nothing of the plan is left.
final class Slices {
    /// Changes between two records of their outcomes. After a crash at most so many are repeated, and found
    /// already made.
    private static final int SLICE = 500;

    private static final ChangeOutcome NOTHING_LEFT =
            new ChangeOutcome.Failed("not done, because what it builds on failed before");

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final Control control;
    private final Runnable recorded;

    /// @param recorded runs after each slice is recorded
    Slices(Claim claim, Reconciler reconciler, RunStore store, Control control, Runnable recorded) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.control = control;
        this.recorded = recorded;
    }

    /// Carries out the rest of the plan. May be called again when a server did not answer.
    void applyAndRecord() throws UnavailableException, StoppedException {
        FailedDependencies failedDependencies = new FailedDependencies();
        store.failed(claim).forEach(failedDependencies::add);
        long last = 0;
        while (true) {
            control.checkStop();
            List<RunStore.Step> steps = store.next(claim, last, SLICE);
            if (steps.isEmpty()) {
                return;
            }
            store.enter(claim, new Activity.Applying(steps.getFirst().stage()));
            List<RunStore.Done> done = applySlice(steps, failedDependencies);
            done.stream()
                    .filter(one -> one.outcome() instanceof ChangeOutcome.Failed)
                    .forEach(one -> failedDependencies.add(one.change()));
            store.record(claim, steps.getFirst().stage(), done, reconciler.directory());
            recorded.run();
            last = steps.getLast().number();
        }
    }

    private List<RunStore.Done> applySlice(List<RunStore.Step> steps, FailedDependencies failedDependencies)
            throws UnavailableException {
        List<RunStore.Done> done = new ArrayList<>();
        List<RunStore.Step> possible = new ArrayList<>();
        List<Change> rests = new ArrayList<>();
        for (RunStore.Step step : steps) {
            failedDependencies
                    .without(step.change())
                    .ifPresentOrElse(
                            rest -> {
                                possible.add(step);
                                rests.add(rest);
                            },
                            () -> done.add(
                                    new RunStore.Done(step.number(), step.change(), step.text(), NOTHING_LEFT, false)));
        }
        if (rests.isEmpty()) {
            return done;
        }
        List<ChangeOutcome> outcomes = reconciler.apply(rests, control);
        for (int i = 0; i < rests.size(); i++) {
            RunStore.Step step = possible.get(i);
            Change made = rests.get(i);
            boolean part = !made.equals(step.change());
            done.add(new RunStore.Done(step.number(), made, step.text(), outcomes.get(i), part));
        }
        return done;
    }
}
