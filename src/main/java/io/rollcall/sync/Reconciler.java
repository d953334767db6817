package io.rollcall.sync;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.planner.PlanInput;
import io.rollcall.sync.planner.Planner;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IdentitySource;
import io.rollcall.sync.source.Selection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes one cluster's Manager agree with the IAM: two bulk reads, one plan, and then its changes slice by slice.
/// Holds no state between calls but the last [Agreement], which only saves work; the caller stores what is owned
/// and how far a plan got.
public final class Reconciler {
    private final Cluster cluster;
    private final IdentitySource source;
    private final ProvisioningTarget target;
    private final PlanRules rules;
    private final Agreement agreement = new Agreement();

    public Reconciler(Cluster cluster, IdentitySource source, ProvisioningTarget target, PlanRules rules) {
        this.cluster = cluster;
        this.source = source;
        this.target = target;
        this.rules = rules;
    }

    /// A plan, and how many users the IAM listed for it.
    ///
    /// @param believable whether the read of the IAM was a complete one of everything, so that later reads can be
    ///     compared with it
    public record PlannedRun(Plan plan, int usersRead, boolean believable) {}

    public Cluster cluster() {
        return cluster;
    }

    /// The space in which POSIX numbers are unique ([ProvisioningTarget#directory]).
    public String directory() {
        return target.directory();
    }

    /// Reads both sides and plans. Writes nothing.
    ///
    /// @param progress is notified of every answer
    public PlannedRun plan(Command command, PlanningState state, Progress progress) throws UnavailableException {
        return plan(command, state, progress, null);
    }

    /// The same for a plan that was held and has been released.
    ///
    /// @param released the removals that the person saw and released; null when none were released
    public PlannedRun plan(Command command, PlanningState state, Progress progress, @Nullable Removals released)
            throws UnavailableException {
        return switch (command) {
            case Command.Synchronize(Selection selection) -> {
                IamSnapshot iam = source.read(cluster.project(), selection, progress);
                PlanInput known = input(state, progress);
                Plan plan = selection instanceof Selection.Everything && released == null
                        ? agreement.plan(
                                iam,
                                known,
                                state.lastGoodUsers(),
                                () -> synchronize(selection, iam, state, known, null, progress))
                        : synchronize(selection, iam, state, known, released, progress);
                boolean believable = selection instanceof Selection.Everything
                        && plan.notes().isEmpty();
                yield new PlannedRun(plan, iam.users().size(), believable);
            }
            case Command.Cancel(Selection.Named named) ->
                new PlannedRun(Planner.cancel(named, input(state, progress)), 0, false);
            // Released or not: what the person did not see is held again.
            case Command.Adopt(ClusterId from) -> new PlannedRun(Planner.adopt(from, input(state, progress)), 0, false);
        };
    }

    private Plan synchronize(
            Selection selection,
            IamSnapshot iam,
            PlanningState state,
            PlanInput known,
            @Nullable Removals released,
            Progress progress)
            throws UnavailableException {
        return withFreeNumbers(
                known, input -> Planner.synchronize(selection, iam, input, state.lastGoodUsers(), released), progress);
    }

    /// Compares what is in the scope with what IAM and Manager hold (R28). Writes nothing.
    ///
    /// @param lastPlan when the plan in force was made: anything read from the IAM before is ignored
    public Comparison compare(PlanningState state, Instant lastPlan, Progress progress) throws UnavailableException {
        IamSnapshot iam = source.look(cluster.project(), lastPlan, progress);
        if (iam.completeness() instanceof Completeness.Incomplete(String reason)) {
            throw new UnavailableException(UnavailableException.Part.IAM_USER, reason);
        }
        return Planner.compare(state.scope(), iam, input(state, progress), state.lastGoodUsers());
    }

    /// Whether the Manager answers at all ([ProvisioningTarget#check]).
    public void check() throws UnavailableException {
        target.check();
    }

    /// A change in the Manager's own terms ([ProvisioningTarget#ldif]).
    public String ldif(Change change) {
        return target.ldif(change);
    }

    /// Carries out changes of one stage ([ProvisioningTarget#apply]).
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        return target.apply(changes, checkpoint);
    }

    /// A plan whose new numbers are unused in the whole directory. Only the numbers that a plan would give are
    /// searched for, so a plan without new entries costs nothing.
    private Plan withFreeNumbers(PlanInput input, Function<PlanInput, Plan> planner, Progress progress)
            throws UnavailableException {
        Set<Integer> asked = new HashSet<>();
        Set<Integer> taken = new HashSet<>();
        while (true) {
            Plan plan = planner.apply(input.avoiding(taken));
            Set<Integer> fresh = plan.freshNumbers();
            fresh.removeAll(asked);
            if (fresh.isEmpty() || !taken.addAll(target.numbersInUse(fresh, progress))) {
                return plan;
            }
            asked.addAll(fresh);
        }
    }

    private PlanInput input(PlanningState state, Progress progress) throws UnavailableException {
        return new PlanInput(target.read(progress), state.ownership(), state.numbers(), rules, state.today());
    }
}
