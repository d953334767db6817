package io.rollcall.sync.plan;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that one operation is going to do, known before the first write.
///
/// @param changes in the order of their stages
/// @param refusals what was asked for and cannot be done
/// @param holds why a person has to release this plan first; empty when no release is needed
/// @param notes what else a person should know
/// @param ownership what was owned when the plan was made, after agreement with the marks in the Manager
/// @param asked owned groups that count as asked for themselves from now on
/// @param userNumbers POSIX numbers to write into the book before the first write
/// @param groupNumbers likewise for groups
/// @param request what the request means for the scope
public record Plan(
        List<PlannedChange> changes,
        List<Refusal> refusals,
        List<String> holds,
        List<String> notes,
        Ownership ownership,
        Set<IamId> asked,
        Map<IamId, Integer> userNumbers,
        Map<IamId, Integer> groupNumbers,
        Scope.Request request) {
    public Plan {
        changes = List.copyOf(changes);
        refusals = List.copyOf(refusals);
        holds = List.copyOf(holds);
        notes = List.copyOf(notes);
        asked = Set.copyOf(asked);
    }

    /// What is owned from the moment on when this plan is begun, before its first write.
    public Ownership begun() {
        return asked.isEmpty() ? ownership : ownership.asking(asked);
    }

    /// The POSIX numbers of the entries that this plan makes.
    public Set<Integer> freshNumbers() {
        Set<Integer> numbers = new HashSet<>();
        for (PlannedChange planned : changes) {
            switch (planned.change()) {
                case Change.CreateAccount c -> numbers.add(c.uidNumber());
                case Change.CreateGroup c -> numbers.add(c.gidNumber());
                default -> {}
            }
        }
        return numbers;
    }

    /// Whether the Manager is already as it should be, for all users and groups that the plan is about.
    public boolean nothingToDo() {
        return changes.isEmpty() && refusals.isEmpty();
    }

    /// This plan, which a person has released.
    public Plan released() {
        return new Plan(changes, refusals, List.of(), notes, ownership, asked, userNumbers, groupNumbers, request);
    }

    /// Whether removals were left out that a person has to see first.
    public boolean heldBack() {
        return refusals.stream().anyMatch(refusal -> refusal.cause() == Refusal.Cause.HELD_BACK);
    }

    /// This plan, with an equal ownership that has been begun already.
    public Plan owning(Ownership same) {
        return new Plan(changes, refusals, holds, notes, same, Set.of(), userNumbers, groupNumbers, request);
    }

    /// This plan with one more thing that a person should know.
    public Plan noting(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new Plan(changes, refusals, holds, all, ownership, asked, userNumbers, groupNumbers, request);
    }
}
