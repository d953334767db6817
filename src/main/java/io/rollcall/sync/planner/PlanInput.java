package io.rollcall.sync.planner;

import io.rollcall.sync.ownership.NumberBook;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.Set;

/// What a plan is made from.
///
/// @param target what the Manager holds
/// @param ownership what the database remembers as owned
/// @param numbers which POSIX numbers were given
/// @param rules the cluster's configuration
/// @param taken POSIX numbers that are used elsewhere in the directory
/// @param today the date from which the days of a disabled account are counted
public record PlanInput(
        TargetSnapshot target,
        Ownership ownership,
        NumberBook numbers,
        Set<Integer> taken,
        PlanRules rules,
        LocalDate today) {
    /// Without knowledge of numbers used elsewhere.
    public PlanInput(TargetSnapshot target, Ownership ownership, NumberBook numbers, PlanRules rules, LocalDate today) {
        this(target, ownership, numbers, Set.of(), rules, today);
    }

    /// The same, with the numbers that are used elsewhere.
    public PlanInput avoiding(Set<Integer> numbersElsewhere) {
        return new PlanInput(target, ownership, numbers, Set.copyOf(numbersElsewhere), rules, today);
    }
}
