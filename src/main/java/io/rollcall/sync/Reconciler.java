package io.rollcall.sync;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.ownership.OwnershipIndex;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.MadeChanges;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
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
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.TargetSnapshot;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes one cluster's Manager agree with the IAM: two bulk reads, one plan, and then its changes slice by slice.
/// Holds no state between calls but the last [Agreement], which only saves work; the caller stores what is owned
/// and how far a plan got.
public final class Reconciler {
    private static final int FIRST_AHEAD = 50;
    private static final int MOST_AHEAD = 500;

    private final Cluster cluster;
    private final IdentitySource source;
    private final ProvisioningTarget target;
    private final PlanRules rules;
    private final Agreement agreement = new Agreement();
    private volatile SoftReference<@Nullable OwnershipIndex> lastIndex = new SoftReference<>(null);

    public Reconciler(Cluster cluster, IdentitySource source, ProvisioningTarget target, PlanRules rules) {
        this.cluster = cluster;
        this.source = source;
        this.target = target;
        this.rules = rules;
    }

    /// A plan, and how many users the IAM listed for it.
    ///
    /// @param before what was owned of the users and groups that the plan is about: the database changes no other
    /// @param believable whether the read of the IAM was a complete one of everything, so that later reads can be
    ///     compared with it
    public record PlannedRun(Plan plan, Ownership before, int usersRead, boolean believable) {}

    public Cluster cluster() {
        return cluster;
    }

    /// The space in which POSIX numbers are unique ([ProvisioningTarget#directory]).
    public String directory() {
        return target.directory();
    }

    /// The rules of the cluster's plans.
    public PlanRules rules() {
        return rules;
    }

    /// What the IAM says of one user, with all the user's groups.
    ///
    /// @throws UnavailableException when the IAM does not answer, or its answer has no such user and is not
    ///     complete
    public IamSnapshot identity(UserName name, Progress progress) throws UnavailableException {
        IamSnapshot iam = source.read(cluster.project(), Selection.Named.of(List.of(name), List.of()), progress);
        if (iam.users().isEmpty() && iam.completeness() instanceof Completeness.Incomplete(String reason)) {
            throw new UnavailableException(UnavailableException.Part.IAM_USER, reason);
        }
        return iam;
    }

    /// What the IAM says of all users; it may be some seconds old.
    ///
    /// @throws UnavailableException when the IAM does not answer
    public IamSnapshot everybody(Progress progress) throws UnavailableException {
        return source.look(cluster.project(), Instant.EPOCH, progress);
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
                Optional<PlannedRun> few =
                        released == null ? aboutFew(selection, iam, state, progress) : Optional.empty();
                yield few.isPresent()
                        ? few.get()
                        : aboutAll(selection, iam, state, input(state, progress), released, progress);
            }
            case Command.Cancel(Selection.Named named) ->
                new PlannedRun(Planner.cancel(named, input(state, progress)), state.ownership(), 0, false);
            // Released or not: what the person did not see is held again.
            case Command.Adopt(ClusterId from) ->
                new PlannedRun(Planner.adopt(from, input(state, progress)), state.ownership(), 0, false);
        };
    }

    private PlannedRun aboutAll(
            Selection selection,
            IamSnapshot iam,
            PlanningState state,
            PlanInput known,
            @Nullable Removals released,
            Progress progress)
            throws UnavailableException {
        Plan plan = selection instanceof Selection.Everything && released == null
                ? agreement.plan(
                        iam,
                        known,
                        state.lastGoodUsers(),
                        () -> synchronize(selection, iam, state, known, null, progress))
                : synchronize(selection, iam, state, known, released, progress);
        boolean believable =
                selection instanceof Selection.Everything && plan.notes().isEmpty();
        return new PlannedRun(plan, known.ownership(), iam.users().size(), believable);
    }

    /// Plans for few users from what concerns them; empty when that is not enough: what a plan that is held or
    /// meets a quota says of the Manager has to be about the whole.
    private Optional<PlannedRun> aboutFew(Selection selection, IamSnapshot iam, PlanningState state, Progress progress)
            throws UnavailableException {
        Optional<Concern> concern = Planner.concern(selection, iam, state.ownership(), rules.entitlements());
        if (concern.isEmpty()) {
            return Optional.empty();
        }
        TargetSnapshot part = target.read(concern.get(), progress);
        if (part.isWhole()) {
            return Optional.of(aboutAll(selection, iam, state, input(part, state), null, progress));
        }
        OwnershipIndex index = index(state);
        PlanInput known = new PlanInput(
                part, index.about(concern.get(), part), index.numbersAbout(concern.get(), part), rules, state.today());
        PlannedRun planned = aboutAll(selection, iam, state, known, null, progress);
        boolean enough = planned.plan().holds().isEmpty()
                && planned.plan().refusals().stream().noneMatch(refusal -> refusal.cause() == Refusal.Cause.QUOTA);
        return enough ? Optional.of(planned) : Optional.empty();
    }

    /// The database gives the same objects while nothing has changed, so an index of them is made once.
    @SuppressWarnings("ReferenceEquality")
    private OwnershipIndex index(PlanningState state) {
        OwnershipIndex last = lastIndex.get();
        if (last != null && last.ownership() == state.ownership() && last.numbers() == state.numbers()) {
            return last;
        }
        OwnershipIndex index = new OwnershipIndex(state.ownership(), state.numbers(), last);
        lastIndex = new SoftReference<>(index);
        return index;
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

    /// Whether the Manager holds what these changes lead to ([MadeChanges#areIn]).
    public boolean holds(MadeChanges made, Progress progress) throws UnavailableException {
        return made.areIn(target.read(made.concern(), progress));
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
        int ahead = 0;
        while (true) {
            Plan plan = planner.apply(input.avoiding(taken));
            Set<Integer> fresh = plan.freshNumbers();
            fresh.removeAll(asked);
            if (fresh.isEmpty()) {
                return plan;
            }
            Set<Integer> candidates = withNext(fresh, ahead);
            Set<Integer> found = target.numbersInUse(candidates, progress);
            if (Collections.disjoint(found, fresh)) {
                return plan;
            }
            taken.addAll(found);
            asked.addAll(candidates);
            // Where one number is taken by hand, the next ones may be, too.
            ahead = Math.min(MOST_AHEAD, 2 * ahead + FIRST_AHEAD);
        }
    }

    private static Set<Integer> withNext(Set<Integer> numbers, int ahead) {
        Set<Integer> all = new HashSet<>(numbers);
        int last = Collections.max(numbers);
        for (int next = last; next < Integer.MAX_VALUE && next - last < ahead; next++) {
            all.add(next + 1);
        }
        return all;
    }

    private PlanInput input(PlanningState state, Progress progress) throws UnavailableException {
        return input(target.read(progress), state);
    }

    private PlanInput input(TargetSnapshot snapshot, PlanningState state) {
        return new PlanInput(snapshot, state.ownership(), state.numbers(), rules, state.today());
    }
}
