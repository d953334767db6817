package io.rollcall.sync.planner;

import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.target.TargetGroup;
import java.util.ArrayList;
import java.util.List;

/// Checks a whole plan and says why a person has to see it first (R22).
final class Guard {
    private final GuardLimits limits;
    private final List<String> holds = new ArrayList<>();

    Guard(GuardLimits limits) {
        this.limits = limits;
    }

    /// Checks how many entries of one kind are removed.
    ///
    /// @param most more than this are held, no matter what percentage they are
    ///
    /// @return whether they are held
    private boolean removals(String does, String what, int removed, int owned, int most) {
        if (removed > most) {
            holds.add("it would " + does + " " + removed + " " + what + ", and the limit is " + most);
            return true;
        }
        if (removed > limits.floor() && removed * 100L > (long) limits.percent() * owned) {
            holds.add("it would " + does + " " + removed + " of " + owned + " " + what + ", and the limit is "
                    + limits.percent() + " %");
            return true;
        }
        return false;
    }

    /// Disabled accounts count like removed ones: their users lose the same, if not for ever.
    boolean accounts(int removed, int disabled, int owned) {
        return removals(
                disabled == 0 ? "remove" : "disable or remove",
                "accounts",
                removed + disabled,
                owned,
                limits.accounts());
    }

    boolean groups(int removed, int owned) {
        return removals("remove", "groups", removed, owned, Integer.MAX_VALUE);
    }

    /// Checks how many members one remaining group loses.
    boolean members(TargetGroup group, int lost) {
        int size = group.members().size();
        if (size > limits.groupSize() && lost * 100L > (long) limits.groupPercent() * size) {
            holds.add("the group '" + group.name() + "' would lose " + lost + " of " + size
                    + " members, and the limit is " + limits.groupPercent() + " %");
            return true;
        }
        return false;
    }

    /// The findings, as sentences for people; empty when the plan needs no release.
    List<String> holds() {
        return List.copyOf(holds);
    }
}
