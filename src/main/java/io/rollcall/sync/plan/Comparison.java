package io.rollcall.sync.plan;

import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Scope;
import java.util.List;

/// What one look at IAM and Manager found: how far the Manager is from what the IAM says about the scope. The
/// numbers are objects of the Manager, and would be lines of a plan.
///
/// @param added objects that are missing
/// @param changed objects that are otherwise than they should be
/// @param removed objects that should be gone
/// @param refusals what should be there, or otherwise, and cannot be
/// @param scope as this look has seen it
public record Comparison(int added, int changed, int removed, List<Refusal> refusals, Scope scope) {
    public Comparison {
        refusals = List.copyOf(refusals);
    }

    /// Nothing differs.
    public static Comparison equal(Scope scope) {
        return new Comparison(0, 0, 0, List.of(), scope);
    }

    /// What a plan says about the Manager.
    ///
    /// @param leftovers entries that were cancelled and still exist
    public static Comparison of(Plan plan, int leftovers, Scope scope) {
        int added = 0;
        int changed = 0;
        int removed = leftovers;
        for (PlannedChange planned : plan.changes()) {
            switch (effect(planned.change())) {
                case ADDED -> added++;
                case CHANGED -> changed++;
                case REMOVED -> removed++;
            }
        }
        return new Comparison(added, changed, removed, plan.refusals(), scope);
    }

    /// Whether everything of the scope that the IAM knows is in the Manager as the IAM has it.
    public boolean equal() {
        return added + changed + removed == 0 && refusals.isEmpty();
    }

    private enum Effect {
        ADDED,
        CHANGED,
        REMOVED
    }

    private static Effect effect(Change change) {
        return switch (change) {
            case Change.CreateAccount _ -> Effect.ADDED;
            case Change.CreateGroup _ -> Effect.ADDED;
            case Change.CreatePrincipal _ -> Effect.ADDED;
            case Change.EnableAccount _ -> Effect.ADDED;
            case Change.GrantRole _ -> Effect.ADDED;
            case Change.UpdateAccount _ -> Effect.CHANGED;
            case Change.RenameAccount _ -> Effect.CHANGED;
            case Change.AdoptAccount _ -> Effect.CHANGED;
            case Change.AdoptGroup _ -> Effect.CHANGED;
            case Change.ChangeGroup _ -> Effect.CHANGED;
            case Change.RenameGroup _ -> Effect.CHANGED;
            case Change.RepairBacklinks _ -> Effect.CHANGED;
            case Change.ClearBacklinks _ -> Effect.CHANGED;
            case Change.ChangeManagerGroup _ -> Effect.CHANGED;
            case Change.DisableAccount _ -> Effect.REMOVED;
            case Change.DeleteAccount _ -> Effect.REMOVED;
            case Change.DeletePrincipal _ -> Effect.REMOVED;
            case Change.DeleteGroup _ -> Effect.REMOVED;
            case Change.WithdrawRole _ -> Effect.REMOVED;
        };
    }
}
