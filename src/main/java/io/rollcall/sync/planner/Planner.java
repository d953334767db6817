package io.rollcall.sync.planner;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Concern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes plans: pure functions from what the IAM says, what the Manager holds and what is owned, to all that one
/// operation is going to do. Their laws are tested over random worlds:
///
/// 1. Applying a plan, then planning again, gives the empty plan.
/// 2. Any order inside a stage gives the same end; any prefix of the stages leaves a consistent directory.
/// 3. An entry without this cluster's mark is in no plan, no matter what its name is.
/// 4. Roles granted by hand survive; for custom users, what the Manager says is left alone.
/// 5. An incomplete read never leads to a removal.
/// 6. As many writes as entries that change; none where nothing changed.
/// 7. A plan about few users is the same from what concerns them as from the whole Manager.
public final class Planner {
    private Planner() {}

    /// Plans a synchronization (UpdateSyncIamUser).
    ///
    /// @param iam a read for this selection
    /// @param lastGoodUsers how many users the last complete read of everything held, or 0: a read with fewer
    ///     than half of them is not believed when it comes to removals (R23)
    public static Plan synchronize(Selection selection, IamSnapshot iam, PlanInput input, int lastGoodUsers) {
        return synchronize(selection, iam, input, lastGoodUsers, null);
    }

    /// What a synchronization has to know of the Manager: one that is about few users does not need the whole, but
    /// gives the same changes and refusals from [io.rollcall.sync.target.TargetSnapshot#about] of their concern.
    ///
    /// @param iam a read for this selection
    /// @return empty when the plan is about everything, about whole groups, or about many users
    public static Optional<Concern> concern(
            Selection selection, IamSnapshot iam, Ownership ownership, Entitlements entitlements) {
        return Concerns.of(selection, iam, ownership, entitlements);
    }

    /// Plans a synchronization again that was held and has been released.
    ///
    /// @param released the removals that the person saw and released; null when none were released
    public static Plan synchronize(
            Selection selection, IamSnapshot iam, PlanInput input, int lastGoodUsers, @Nullable Removals released) {
        SelectedIdentities selected =
                SelectedIdentities.of(selection, iam, input.rules().entitlements());
        List<String> notes = new ArrayList<>();
        switch (iam.completeness()) {
            case Completeness.Complete whole -> {
                if (selected.everything && iam.users().size() * 2L < lastGoodUsers) {
                    notes.add(
                            "no user is removed: the IAM listed " + iam.users().size()
                                    + " users, fewer than half of the " + lastGoodUsers + " of the last good read");
                }
            }
            case Completeness.Incomplete part -> notes.add("no user is removed: " + part.reason());
        }
        return released == null
                ? SyncPlan.make(selected, input, notes.isEmpty(), notes)
                : SyncPlan.make(selected, input, notes.isEmpty(), notes, released);
    }

    /// Compares what a scope is about with the Manager (R28). It changes neither the scope nor the
    /// Manager.
    ///
    /// @param iam a complete read of everything
    /// @param lastGoodUsers as in [#synchronize]
    public static Comparison compare(Scope scope, IamSnapshot iam, PlanInput input, int lastGoodUsers) {
        Scope seen = scope.resolved(iam, input.target());
        int leftovers = scope.everything()
                ? 0
                : (int) seen.cancelled().stream()
                        .filter(entry -> Scope.owned(entry, input.target()))
                        .count();
        return Comparison.of(refresh(seen, iam, input, lastGoodUsers), leftovers, seen);
    }

    /// Plans the changes that would bring all of a scope up to date.
    static Plan refresh(Scope scope, IamSnapshot iam, PlanInput input, int lastGoodUsers) {
        SelectedIdentities selected = SelectedIdentities.of(
                scope, input.ownership(), iam, input.rules().entitlements());
        boolean doubtful = scope.everything() && iam.users().size() * 2L < lastGoodUsers;
        boolean complete = iam.completeness() instanceof Completeness.Complete && !doubtful;
        return SyncPlan.make(selected, input, complete, List.of());
    }

    /// Plans a cancellation (CancelSyncIamUser). What is not synchronized is not in the plan, and is no error.
    public static Plan cancel(Selection.Named named, PlanInput input) {
        return new CancelPlan(input).make(named);
    }

    /// Plans an adoption: every entry that carries the other cluster's mark, and nothing else. It is held where
    /// there are such entries.
    public static Plan adopt(ClusterId from, PlanInput input) {
        return new AdoptionPlan(from, input).make();
    }
}
