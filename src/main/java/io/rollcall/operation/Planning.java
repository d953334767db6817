package io.rollcall.operation;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Change;
import io.rollcall.sync.Memory;
import io.rollcall.sync.Plan;
import io.rollcall.sync.PlannedChange;
import io.rollcall.sync.Reconciler;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a run comes to the plan that it may carry out.
final class Planning {
    private static final int MOST_TRIES = 20;
    private static final Logger log = LoggerFactory.getLogger(Planning.class);

    private final Claim claim;
    private final Reconciler reconciler;
    private final RunStore store;
    private final PlanStore plans;
    private final Control control;
    private boolean ready;

    Planning(Claim claim, Reconciler reconciler, RunStore store, PlanStore plans, Control control) {
        this.claim = claim;
        this.reconciler = reconciler;
        this.store = store;
        this.plans = plans;
        this.control = control;
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
        Memory memory = plans.remember(claim.cluster(), reconciler.directory());
        Reconciler.Outline outline = reconciler.plan(claim.command(), memory, control);
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
}
