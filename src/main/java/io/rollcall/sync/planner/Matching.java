package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.target.ObjectKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which of many identities of one kind can be in the Manager under their names at the same time.
final class Matching {
    final Set<IamId> accepted = new HashSet<>();

    final List<Refusal> refusals = new ArrayList<>();

    /// Identities whose entries have to give up their names early, because an existing entry is renamed to such a
    /// name, or because a new entry replaces a removed one.
    final Set<IamId> freed = new HashSet<>();

    /// @param removing the identities whose entries this plan removes
    Matching(ObjectKind kind, Collection<Correlation.Candidate> candidates, Set<IamId> removing) {
        List<Correlation.Candidate> inOrder = new ArrayList<>(candidates);
        // Entries that already bear their name come first, so that a new entry never takes it from them.
        inOrder.sort(Comparator.comparing((Correlation.Candidate c) -> !c.settled())
                .thenComparing(Correlation.Candidate::name)
                .thenComparing(Correlation.Candidate::id));
        Set<IamId> moving = new HashSet<>();
        inOrder.stream().filter(Correlation.Candidate::moves).forEach(c -> moving.add(c.id()));
        Map<IamId, Correlation> found = correlate(inOrder, removing, moving);
        // A refused identity does not give up its name, so identities that rely on it have to be decided again.
        while (moving.removeIf(id -> found.get(id) instanceof Correlation.Refused)) {
            found.putAll(correlate(inOrder, removing, moving));
        }
        for (Correlation.Candidate candidate : inOrder) {
            switch (found.get(candidate.id())) {
                case null -> throw new IllegalStateException("nothing was decided about " + candidate.id());
                case Correlation.Refused r -> refusals.add(new Refusal(kind, candidate.name(), r.cause(), r.detail()));
                case Correlation.Accepted a -> {
                    accepted.add(candidate.id());
                    if (a.freed() != null && (candidate.mine() != null || removing.contains(a.freed()))) {
                        freed.add(a.freed());
                    }
                }
            }
        }
    }

    private static Map<IamId, Correlation> correlate(
            List<Correlation.Candidate> inOrder, Set<IamId> removing, Set<IamId> moving) {
        Set<IamId> freeing = new HashSet<>(removing);
        freeing.addAll(moving);
        Set<String> taken = new HashSet<>();
        Map<IamId, Correlation> found = new HashMap<>();
        for (Correlation.Candidate candidate : inOrder) {
            Correlation correlation = Correlation.of(candidate, taken.contains(candidate.key()), freeing);
            if (correlation instanceof Correlation.Accepted) {
                taken.add(candidate.key());
            }
            found.put(candidate.id(), correlation);
        }
        return found;
    }
}
