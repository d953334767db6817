package io.rollcall.sync.planner;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes plans: pure functions from what the IAM says, what the Manager holds and what is owned, to everything
/// one operation is going to do. Their laws are tested over random worlds:
///
/// 1. Applying a plan, then planning again, gives the empty plan.
/// 2. Any order inside a stage gives the same end; any prefix of the stages leaves a consistent directory.
/// 3. An entry without our mark is in no plan, whatever its name.
/// 4. Roles granted by hand survive; for custom users the Manager's word counts.
/// 5. An incomplete read never leads to a removal.
/// 6. As many writes as entries that change; none where nothing changed.
public final class Planner {
    private Planner() {}

    /// Plans a synchronization (UpdateSyncIamUser).
    ///
    /// @param iam a read for this selection
    /// @param lastGoodUsers how many users the last complete read of everything held, or 0: a read with fewer
    ///     than half of them is not believed when it comes to removals (decision 23)
    public static Plan synchronize(Selection selection, IamSnapshot iam, PlanInput input, int lastGoodUsers) {
        return synchronize(selection, iam, input, lastGoodUsers, null);
    }

    /// Plans a synchronization again that was held and has been released.
    ///
    /// @param released what the person saw go; null when nobody did
    public static Plan synchronize(
            Selection selection, IamSnapshot iam, PlanInput input, int lastGoodUsers, @Nullable Removals released) {
        SelectedIdentities selected =
                SelectedIdentities.of(selection, iam, input.rules().entitlements());
        List<String> notes = new ArrayList<>();
        switch (iam.completeness()) {
            case Completeness.Complete whole -> {
                if (selected.everything && iam.users().size() * 2L < lastGoodUsers) {
                    notes.add("nobody is removed: the IAM listed " + iam.users().size()
                            + " users, fewer than half of the " + lastGoodUsers + " of the last good read");
                }
            }
            case Completeness.Incomplete part -> notes.add("nobody is removed: " + part.reason());
        }
        return released == null
                ? SyncPlan.make(selected, input, notes.isEmpty(), notes)
                : SyncPlan.make(selected, input, notes.isEmpty(), notes, released);
    }

    /// Compares what a scope is about with the Manager (decision 28). Nobody is taken in or out by it.
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

    /// Plans what it would take to bring everything of a scope up to date.
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
