package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.database.DatabaseException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.tracing.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the plan that a run may carry out.
final class Planning {
    private static final int MOST_CONFLICTS = 20;
    private static final int MOST_NAMED = 20;
    private static final Logger log = LoggerFactory.getLogger(Planning.class);

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final PlanStore plans;
    private final ReadBack readBack;
    private final Control control;
    private Next next;
    private boolean part;
    private List<Change> released = List.of();
    private List<RunStore.Step> steps = List.of();
    private int conflicts;

    /// Which plan is to be made next.
    private enum Next {
        /// The plan of the request.
        FIRST,
        /// The same plan again, because it was held and has been released.
        RELEASED,
        /// What was left out of a released plan, which is carried out by now.
        REST,
        /// None: the plan is stored.
        NONE
    }

    /// The result of saving a plan.
    enum Saved {
        /// It is stored and may be carried out.
        READY,
        /// The operation has ended or waits for a person.
        ENDED,
        /// A cluster that shares the directory took the same POSIX numbers at the same moment: a new plan is
        /// needed.
        CONFLICT
    }

    Planning(Claim claim, Reconciler reconciler, RunStore store, PlanStore plans, ReadBack readBack, Control control) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.plans = plans;
        this.readBack = readBack;
        this.control = control;
        this.part = claim.planned() && claim.release() == Claim.Release.PART;
        this.next = !claim.planned() ? Next.FIRST : claim.release() == Claim.Release.ASKED ? Next.RELEASED : Next.NONE;
    }

    /// Whether there is a stored plan to carry out.
    boolean isSaved() {
        return next == Next.NONE;
    }

    /// Reads the IAM and the Manager and plans. Writes only the activity.
    ///
    /// A release stands for the removals that were seen. If the IAM or the Manager have changed since, there is
    /// another plan: it contains those removals and all new changes, but not removals that were not seen and
    /// exceed a limit.
    PlanStore.Made readAndPlan() throws UnavailableException {
        if (next != Next.RELEASED) {
            return make(null);
        }
        released = plans.storedChanges(claim);
        return make(Removals.of(released));
    }

    /// Stores the plan, or only its result where it is not to be carried out.
    Saved save(PlanStore.Made made) {
        try {
            boolean ready = store(made);
            next = ready ? Next.NONE : next;
            return ready ? Saved.READY : Saved.ENDED;
        } catch (DatabaseException e) {
            conflicts++;
            if (!e.isConflict() || conflicts == MOST_CONFLICTS) {
                throw e;
            }
            return Saved.CONFLICT;
        }
    }

    private boolean store(PlanStore.Made made) {
        return switch (next) {
            case FIRST -> {
                if (claim.dryRun()) {
                    plans.finishDryRun(claim, made.plan());
                    yield false;
                }
                yield saved(made, connection -> readBack.ofNothing(connection, claim), false);
            }
            case RELEASED -> {
                if (!made.plan().heldBack() && changes(made.plan()).equals(released)) {
                    plans.grantRelease(claim, made);
                    yield true;
                }
                boolean less = made.plan().heldBack();
                boolean ready = saved(made, PlanStore.NothingToDo.UNKNOWN, false);
                part = less;
                yield ready;
            }
            case REST -> {
                boolean held = !made.plan().holds().isEmpty();
                boolean ready = saved(
                        held ? made.noting("not among what was released: " + names(made.plan())) : made,
                        PlanStore.NothingToDo.UNKNOWN,
                        true);
                part = false;
                yield ready;
            }
            case NONE -> throw new IllegalStateException("the plan is stored");
        };
    }

    /// @return whether the plan may be carried out
    private boolean saved(PlanStore.Made made, PlanStore.NothingToDo nothing, boolean behind) {
        PlanStore.Saved saved = plans.save(claim, made, nothing, behind);
        OperationState state = saved.state();
        steps = saved.steps();
        if (state == OperationState.COMPLETED || state == OperationState.COMPLETED_WITH_ERRORS) {
            ReconcileLoop.logEnd(claim, state);
        }
        return state == OperationState.RUNNING;
    }

    /// What is to be carried out, once: as it was saved, so that nothing is read back that is still in memory.
    /// Empty where this run did not save it, or has begun with it before.
    List<RunStore.Step> takeSteps() {
        List<RunStore.Step> taken = steps;
        steps = List.of();
        return taken;
    }

    /// What was released is done. What was left out of it is planned next, and held again unless the IAM or the
    /// Manager have changed.
    void planRest() {
        next = Next.REST;
    }

    /// Whether the plan at hand is less than what was asked for.
    boolean isPart() {
        return part;
    }

    private static List<Change> changes(Plan plan) {
        return plan.changes().stream().map(PlannedChange::change).toList();
    }

    private static String names(Plan plan) {
        List<String> names = changes(plan).stream()
                .filter(change -> change instanceof Change.DeleteAccount
                        || change instanceof Change.DisableAccount
                        || change instanceof Change.DeleteGroup)
                .map(change -> change.kind().word() + " " + change.objectName())
                .toList();
        String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        if (names.isEmpty()) {
            return "members of the groups named above";
        }
        return names.size() > MOST_NAMED ? some + " and " + (names.size() - MOST_NAMED) + " more" : some;
    }

    private PlanStore.Made make(@Nullable Removals released) throws UnavailableException {
        store.enter(claim, Activity.PLANNING);
        PlanningState state = plans.remember(claim.cluster(), reconciler.directory());
        Reconciler.PlannedRun planned =
                Span.in("plan", span -> reconciler.plan(claim.command(), state, control, released));
        Plan plan = planned.plan();
        Span.current().put("rollcall.changes.planned", plan.changes().size());
        Span.current().put("rollcall.refusals", plan.refusals().size());
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("changes", plan.changes().size())
                .addKeyValue("refusals", plan.refusals().size())
                .addKeyValue("held", !plan.holds().isEmpty())
                .log("operation planned");
        Optional<Integer> goodUsers = planned.believable() ? Optional.of(planned.usersRead()) : Optional.empty();
        return new PlanStore.Made(plan, planned.before(), reconciler.directory(), goodUsers);
    }
}
