package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.FailedDependencies;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.tracing.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// Carries out a plan slice by slice, until nothing of the plan is left. While the Manager makes one slice, the
/// database records the one before and gives the next: the two are different servers, and neither waits for the
/// other. Not thread-safe; confined to one run.
final class Slices {
    /// Changes between two records of their outcomes. After a crash at most two slices are repeated, and found
    /// already made.
    private static final int SLICE = 500;

    private static final ChangeOutcome NOTHING_LEFT =
            new ChangeOutcome.Failed("not done, because what it builds on failed before");

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final Control control;
    private final Runnable recorded;
    private int made;
    private int failed;

    /// @param recorded runs after each slice is recorded
    Slices(Claim claim, Reconciler reconciler, RunStore store, Control control, Runnable recorded) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.control = control;
        this.recorded = recorded;
    }

    /// Carries out the rest of the plan. May be called again when a server did not answer.
    ///
    /// @param saved the whole rest, where it is in memory; otherwise empty, and the database is asked
    void applyAndRecord(List<RunStore.Step> saved) throws UnavailableException, StoppedException {
        FailedDependencies failedDependencies = new FailedDependencies();
        store.failed(claim).forEach(failedDependencies::add);
        LongFunction<List<RunStore.Step>> next = source(saved);
        Stage stage = null;
        Optional<List<RunStore.Done>> unrecorded = Optional.empty();
        Span span = Span.NONE;
        try {
            List<RunStore.Step> steps = next.apply(0);
            while (true) {
                control.checkStop();
                if (steps.isEmpty()) {
                    return;
                }
                Activity applying = new Activity.Applying(steps.getFirst().stage());
                if (stage != steps.getFirst().stage()) {
                    if (stage == null || !stage.isRepeatableLater()) {
                        unrecorded.ifPresent(slice -> record(slice, applying));
                        unrecorded = Optional.empty();
                        store.enter(claim, applying);
                    }
                    stage = steps.getFirst().stage();
                    span.close();
                    span = Span.begin("apply");
                    span.put("rollcall.stage", stage.word());
                }
                long last = steps.getLast().number();
                Future<List<RunStore.Step>> meanwhile = recordAndReadOn(unrecorded, applying, () -> next.apply(last));
                unrecorded = Optional.empty();
                try {
                    List<RunStore.Done> done = applySlice(steps, failedDependencies);
                    unrecorded = Optional.of(done);
                    for (RunStore.Done one : done) {
                        if (one.outcome() instanceof ChangeOutcome.Failed) {
                            failed++;
                            failedDependencies.add(one.change());
                        } else {
                            made++;
                        }
                    }
                } finally {
                    steps = await(meanwhile);
                }
            }
        } catch (UnavailableException e) {
            span.failed(e);
            throw e;
        } finally {
            // Also before a stop or an outage: what was made is known.
            try {
                if (stage != null) {
                    Activity applying = new Activity.Applying(stage);
                    unrecorded.ifPresent(slice -> record(slice, applying));
                }
            } finally {
                span.close();
                Span.current().put("rollcall.changes.made", made);
                Span.current().put("rollcall.changes.failed", failed);
            }
        }
    }

    /// @param next what the operation does by now
    private void record(List<RunStore.Done> slice, Activity next) {
        store.record(claim, next, slice, reconciler.directory());
        recorded.run();
    }

    /// Gives the steps of a slice, of one stage, by the number of the last step before it. What memory has given is
    /// forgotten there.
    private LongFunction<List<RunStore.Step>> source(List<RunStore.Step> saved) {
        if (saved.isEmpty()) {
            return last -> store.next(claim, last, SLICE);
        }
        Deque<RunStore.Step> rest = new ArrayDeque<>(saved);
        return last -> {
            List<RunStore.Step> slice = new ArrayList<>();
            while (slice.size() < SLICE
                    && !rest.isEmpty()
                    && (slice.isEmpty()
                            || rest.getFirst().stage() == slice.getFirst().stage())) {
                slice.add(rest.removeFirst());
            }
            return slice;
        };
    }

    /// Records the slice before the present one, if there is one, and finds the one behind it.
    private Future<List<RunStore.Step>> recordAndReadOn(
            Optional<List<RunStore.Done>> before, Activity now, Supplier<List<RunStore.Step>> further) {
        FutureTask<List<RunStore.Step>> meanwhile = new FutureTask<>(() -> {
            before.ifPresent(slice -> record(slice, now));
            return further.get();
        });
        Thread.ofVirtual().name("record-" + claim.operation()).start(meanwhile);
        return meanwhile;
    }

    /// Waits for what was done meanwhile, and throws what it threw.
    private <T> T await(Future<T> meanwhile) {
        try {
            return meanwhile.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("a record throws no checked exception", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeaseLostException(claim.operation());
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
