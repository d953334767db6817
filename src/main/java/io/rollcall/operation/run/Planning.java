package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.database.DatabaseException;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.provisioning.Change;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a run comes to the plan that it may carry out.
final class Planning {
    private static final int MOST_TRIES = 20;
    private static final int MOST_NAMED = 20;
    private static final Logger log = LoggerFactory.getLogger(Planning.class);

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final PlanStore plans;
    private final Control control;
    private boolean ready;
    private boolean part;

    Planning(Claim claim, Reconciler reconciler, RunStore store, PlanStore plans, Control control) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.plans = plans;
        this.control = control;
        this.part = claim.planned() && claim.release() == Claim.Release.PART;
        this.ready = claim.planned() && claim.release() != Claim.Release.ASKED;
    }

    /// Makes the plan, unless it is there. May be called again when a server did not answer.
    ///
    /// @return whether there is something to carry out; otherwise the operation has ended or is held
    boolean readyToApply() throws UnavailableException {
        if (!ready) {
            ready = claim.planned() ? checkReleasedPlan() : planUntilFree();
        }
        return ready;
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
        PlanStore.Made made = make(null);
        if (claim.dryRun()) {
            plans.finishDryRun(claim, made.plan());
            return false;
        }
        return plans.save(claim, made);
    }

    /// A release stands for the removals that were seen. In another world there is another plan: those go, whatever
    /// else comes or changes does so, and removals that nobody saw and that are too many are left out of it.
    private boolean checkReleasedPlan() throws UnavailableException {
        List<Change> seen = plans.storedChanges(claim);
        PlanStore.Made made = make(Removals.of(seen));
        if (!made.plan().heldBack() && changes(made.plan()).equals(seen)) {
            plans.grantRelease(claim, made);
            return true;
        }
        part = made.plan().heldBack();
        return plans.save(claim, made);
    }

    /// What was released is done: plans what was left out of it, which is held again unless the world has changed.
    ///
    /// @return whether there was nothing left out, or it needs nobody's word any more; otherwise it is held
    boolean goesOnBehindRelease() throws UnavailableException {
        PlanStore.Made made = make(null);
        if (!made.plan().holds().isEmpty()) {
            made = made.noting("not among what was released: " + names(made.plan()));
        }
        part = false;
        return plans.save(claim, made, true);
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
        Reconciler.PlannedRun planned = reconciler.plan(claim.command(), state, control, released);
        Plan plan = planned.plan();
        log.atInfo()
                .addKeyValue("operation", claim.operation())
                .addKeyValue("cluster", claim.cluster())
                .addKeyValue("changes", plan.changes().size())
                .addKeyValue("refusals", plan.refusals().size())
                .addKeyValue("held", !plan.holds().isEmpty())
                .log("operation planned");
        Optional<Integer> goodUsers = planned.believable() ? Optional.of(planned.usersRead()) : Optional.empty();
        return new PlanStore.Made(plan, state.ownership(), reconciler.directory(), goodUsers);
    }
}
