package io.rollcall.config;

import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.policy.Action;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what callers may do: `grants`, `passwords` and `release_by_requester`.
final class AccessReader {
    private static final List<String> SUBJECTS = List.of("users", "user_ids", "groups", "group_ids", "policies");
    private static final int MOST_RESETS = 1_000;

    private final Set<String> clusters;
    private final boolean stored;
    private final Map<ClusterId, String> unknown = new HashMap<>();

    /// @param clusters the ids of all clusters of the file
    /// @param stored whether others may be stored beside them
    AccessReader(Set<String> clusters, boolean stored) {
        this.clusters = clusters;
        this.stored = stored;
    }

    /// The clusters of grants that have to be stored, because they are not in the file, with the place of each.
    Map<ClusterId, String> unknown() {
        return unknown;
    }

    Access read(Section root) {
        Grants grants = new Grants(root.sections("grants", this::grant));
        boolean byRequester =
                root.optionalValue("release_by_requester", Values::flag).orElse(false);
        Access base = Access.DEFAULT.withGrants(grants).withReleaseByRequester(byRequester);
        return root.optionalSection("passwords", section -> Optional.of(passwords(section, base)))
                .orElse(base);
    }

    private static Access passwords(Section section, Access base) {
        Access.PasswordUse use =
                section.value("allow", Values.oneOf(Access.PasswordUse.class)).orElse(base.passwords());
        int resets = section.optionalValue("resets_per_hour", Values.number(1, MOST_RESETS))
                .orElse(base.resetsPerHour());
        return base.withPasswords(use, resets);
    }

    private Optional<Grants.Grant> grant(Section section) {
        Set<Subject> to = new HashSet<>();
        to.addAll(section.values(
                "users", Values.text(1, 255).andThen(UserName::new).andThen(Subject.UserNamed::new)));
        to.addAll(section.values("user_ids", named(IamId::new).andThen(Subject.UserWithId::new)));
        to.addAll(section.values(
                "groups", Values.text(1, 255).andThen(GroupName::new).andThen(Subject.GroupNamed::new)));
        to.addAll(section.values("group_ids", named(IamId::new).andThen(Subject.GroupWithId::new)));
        to.addAll(section.values("policies", Values.text(1, 255).andThen(Subject.PolicyNamed::new)));
        if (SUBJECTS.stream().noneMatch(section::has)) {
            section.problem("users", "is missing: a grant names users, user_ids, groups, group_ids or policies");
        }
        section.require("actions");
        Set<Action> actions = new HashSet<>(section.values("actions", AccessReader::action));
        Optional<Set<ClusterId>> only = section.has("clusters")
                ? Optional.of(new HashSet<>(section.values("clusters", id -> cluster(id, section.place("clusters")))))
                : Optional.empty();
        return Optional.of(new Grants.Grant(to, actions, only));
    }

    private static <T> Function<String, T> named(Function<String, T> make) {
        return Values.text(1, 128).andThen(make);
    }

    private static Action action(String word) {
        Set<String> known = Arrays.stream(Action.values()).map(Action::word).collect(Collectors.toSet());
        return Action.of(word)
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Stream.of(Action.values()).map(Action::word).collect(Collectors.joining(", "))
                        + Values.suggestion(word, known)));
    }

    private ClusterId cluster(String id, String place) {
        if (!clusters.contains(id)) {
            if (!stored || !ClusterId.isValid(id)) {
                throw new IllegalArgumentException("there is no cluster '" + Values.excerpt(id) + "' in this file");
            }
            unknown.putIfAbsent(new ClusterId(id), place);
        }
        return new ClusterId(id);
    }
}
