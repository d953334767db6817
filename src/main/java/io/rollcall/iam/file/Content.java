package io.rollcall.iam.file;

import io.rollcall.access.AccessKey;
import io.rollcall.access.Rights;
import io.rollcall.access.Subject;
import io.rollcall.access.Token;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The content of one valid IAM file, indexed for all queries. Immutable.
final class Content {
    private final Set<ProjectId> projects;
    private final Map<IamId, Person> people = new HashMap<>();
    private final Map<UserName, Person> byName = new HashMap<>();
    private final Map<GroupName, Group> groups = new HashMap<>();
    private final Map<String, AccessKey> keys = new HashMap<>();
    private final Map<Secret, Token> tokens;
    private final Set<String> topLevel;

    /// A user and the groups it is in.
    record Person(IamUser user, boolean owner, List<Group> groups) {}

    /// A group with what it holds.
    ///
    /// @param everywhere granted on all projects or on the account
    /// @param onProject granted on single projects
    record Group(
            IamId id,
            GroupName name,
            String description,
            Set<IamId> members,
            Set<Policy> everywhere,
            Map<ProjectId, Set<Policy>> onProject) {
        private Set<Policy> policies(ProjectId project) {
            @Nullable Set<Policy> direct = onProject.get(project);
            if (direct == null) {
                return everywhere;
            }
            Set<Policy> all = new HashSet<>(everywhere);
            all.addAll(direct);
            return all;
        }

        private IamGroup asSeenFrom(ProjectId project) {
            return new IamGroup(id, name, description, members, policies(project));
        }
    }

    /// @param topLevel the top-level keys of the file
    Content(
            Set<ProjectId> projects,
            Collection<IamUser> users,
            Set<IamId> owners,
            Collection<Group> allGroups,
            Collection<AccessKey> accessKeys,
            Map<Secret, Token> tokens,
            Collection<String> topLevel) {
        this.tokens = Map.copyOf(tokens);
        this.projects = Set.copyOf(projects);
        this.topLevel = new LinkedHashSet<>(topLevel);
        Map<IamId, List<Group>> groupsOf = new HashMap<>();
        for (Group group : allGroups) {
            groups.put(group.name(), group);
            for (IamId member : group.members()) {
                groupsOf.computeIfAbsent(member, _ -> new ArrayList<>(4)).add(group);
            }
        }
        for (IamUser user : users) {
            Person person = new Person(
                    user, owners.contains(user.id()), List.copyOf(groupsOf.getOrDefault(user.id(), List.of())));
            people.put(user.id(), person);
            byName.put(user.name(), person);
        }
        for (AccessKey key : accessKeys) {
            keys.put(key.access(), key);
        }
    }

    boolean has(ProjectId project) {
        return projects.contains(project);
    }

    List<IamUser> users(Selection selection) {
        Stream<Person> selected = switch (selection) {
            case Selection.Everything _ -> people.values().stream();
            case Selection.Named named ->
                named.users().stream().map(byName::get).filter(Objects::nonNull);
        };
        return selected.map(Person::user).toList();
    }

    /// For a selection by name: all groups of the named users, and the named groups.
    List<IamGroup> groups(Selection selection, ProjectId project) {
        Stream<Group> selected = switch (selection) {
            case Selection.Everything _ -> groups.values().stream();
            case Selection.Named named ->
                Stream.concat(
                                named.groups().stream().map(groups::get).filter(Objects::nonNull),
                                named.users().stream()
                                        .map(byName::get)
                                        .filter(Objects::nonNull)
                                        .flatMap(person -> person.groups().stream()))
                        .distinct();
        };
        return selected.map(group -> group.asSeenFrom(project)).toList();
    }

    /// The user, if it may sign in.
    Optional<Person> person(IamId user) {
        return Optional.ofNullable(people.get(user))
                .filter(person -> person.user().enabled());
    }

    Set<Policy> policies(Person person, ProjectId project) {
        Set<Policy> all = new HashSet<>();
        for (Group group : person.groups()) {
            all.addAll(group.policies(project));
        }
        return all;
    }

    /// The subjects of grants that match a user.
    Set<Subject> subjects(Person person, Rights rights) {
        Set<Subject> subjects = new HashSet<>();
        subjects.add(new Subject.UserWithId(person.user().id()));
        subjects.add(new Subject.UserNamed(person.user().name()));
        for (Group group : person.groups()) {
            subjects.add(new Subject.GroupWithId(group.id()));
            subjects.add(new Subject.GroupNamed(group.name()));
        }
        rights.policies().forEach(policy -> subjects.add(new Subject.PolicyNamed(policy.name())));
        return subjects;
    }

    Optional<AccessKey> key(String access) {
        return Optional.ofNullable(keys.get(access));
    }

    Optional<Token> token(Secret text) {
        return Optional.ofNullable(tokens.get(text));
    }

    /// Whether the file holds credentials, with which a reader of it could call as another user.
    boolean hasSecrets() {
        return !keys.isEmpty() || !tokens.isEmpty();
    }

    /// The top-level keys, in the order of the file.
    Set<String> topLevel() {
        return topLevel;
    }

    int userCount() {
        return people.size();
    }

    int groupCount() {
        return groups.size();
    }

    long membershipCount() {
        return groups.values().stream()
                .mapToLong(group -> group.members().size())
                .sum();
    }
}
