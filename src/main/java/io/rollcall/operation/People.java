package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Person;
import io.rollcall.operation.store.PersonReader;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.explanation.Explainer;
import io.rollcall.sync.explanation.Explanation;
import io.rollcall.sync.explanation.Holdings;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Explains users: it asks the IAM once, and for the rest the database, which the drift checks hold to the
/// directory. No Manager is asked. Thread-safe.
public final class People {
    private final PersonReader reader;
    private final Function<ClusterId, Optional<Reconciler>> reconcilers;

    People(PersonReader reader, Function<ClusterId, Optional<Reconciler>> reconcilers) {
        this.reader = reader;
        this.reconcilers = reconcilers;
    }

    /// One user in each of some clusters, which are all of one project.
    ///
    /// @throws UnavailableException when the IAM does not answer
    public List<Person> explain(UserName name, List<ClusterId> clusters) throws UnavailableException {
        List<Reconciler> served = clusters.stream()
                .flatMap(cluster -> reconcilers.apply(cluster).stream())
                .toList();
        if (served.isEmpty()) {
            return List.of();
        }
        IamSnapshot iam = served.getFirst().identity(name, Progress.NONE);
        IamUser user = Explainer.find(name, iam);
        List<IamId> groups =
                Explainer.groupsOf(user, iam).stream().map(IamGroup::id).toList();
        List<Person> all = new ArrayList<>();
        for (Reconciler one : served) {
            ClusterId cluster = one.cluster().id();
            Holdings holdings = reader.holdings(cluster, name, user == null ? null : user.id(), groups);
            Explanation explanation = Explainer.explain(name, iam, one.rules(), holdings);
            PersonReader.Traces traces = reader.traces(cluster, name, explanation);
            all.add(new Person(one.cluster(), explanation, traces.origins(), traces.problems()));
        }
        return all;
    }

    /// The users of the IAM as one cluster sees them, by name.
    ///
    /// @param part what the name has to contain, in any letter case; empty for all
    /// @param eligible whether only those who are eligible are wanted, or only those who are not; null for all
    /// @param marker only users whose names come after this one; null from the beginning
    /// @throws UnavailableException when the IAM does not answer
    public Page<Person.Listed> list(
            ClusterId cluster, String part, @Nullable Boolean eligible, int limit, @Nullable String marker)
            throws UnavailableException {
        Optional<Reconciler> found = reconcilers.apply(cluster);
        if (found.isEmpty()) {
            // It was removed meanwhile.
            return new Page<>(List.of(), null);
        }
        Reconciler served = found.get();
        IamSnapshot iam = served.everybody(Progress.NONE);
        Map<IamId, List<IamGroup>> groups = new HashMap<>();
        iam.groups()
                .forEach(group -> group.members()
                        .forEach(member -> groups.computeIfAbsent(member, _ -> new ArrayList<>())
                                .add(group)));
        Set<IamId> present = reader.accounts(cluster);
        String wanted = part.toLowerCase(Locale.ROOT);
        List<IamUser> candidates = iam.users().stream()
                .filter(user -> user.name().value().toLowerCase(Locale.ROOT).contains(wanted))
                .filter(user -> marker == null || user.name().value().compareTo(marker) > 0)
                .sorted(Comparator.comparing(user -> user.name().value()))
                .toList();
        List<Person.Listed> rows = new ArrayList<>();
        for (IamUser user : candidates) {
            Optional<String> reason =
                    Explainer.whyNotEligible(user, groups.getOrDefault(user.id(), List.of()), iam, served.rules());
            if (eligible != null && eligible != reason.isEmpty()) {
                continue;
            }
            if (rows.size() == limit) {
                return new Page<>(rows, rows.getLast().name());
            }
            rows.add(new Person.Listed(
                    user.name().value(),
                    user.id().value(),
                    reason.isEmpty(),
                    present.contains(user.id()),
                    reason.orElse("")));
        }
        return new Page<>(rows, null);
    }
}
