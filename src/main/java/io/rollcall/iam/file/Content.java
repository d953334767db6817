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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The content of one valid IAM file, indexed for all queries. Immutable.
final class Content {
    /// That of no file at all.
    static final Content NONE = new Content(Set.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    private final Set<ProjectId> projects;
    private final Map<IamId, Person> people;
    private final Map<UserName, Person> byName;
    private final Map<GroupName, Group> groups;
    private final List<IamUser> allUsers;
    private final List<Group> allGroups;
    private final Map<String, AccessKey> keys = new HashMap<>();
    private final Map<Secret, Token> tokens;
    private final Set<String> topLevel;

    /// A user and the groups it is in.
    record Person(IamUser user, boolean owner, List<Group> groups) {
        /// In no group yet.
        static Person of(IamUser user, boolean owner) {
            return new Person(user, owner, new ArrayList<>(4));
        }

        /// Adds a group, while the file is read group by group; one that lists the user twice is added once.
        void join(Group group) {
            if (groups.isEmpty() || !groups.getLast().id().equals(group.id())) {
                groups.add(group);
            }
        }
    }

    /// A group as it is seen from the projects.
    ///
    /// @param elsewhere with the policies that are granted on all projects or on the account
    /// @param onProject the projects on which it holds policies of their own
    record Group(IamGroup elsewhere, Map<ProjectId, IamGroup> onProject) {
        /// @param granted the policies that are granted on single projects
        static Group of(IamGroup elsewhere, Map<ProjectId, Set<Policy>> granted) {
            Map<ProjectId, IamGroup> onProject = HashMap.newHashMap(granted.size());
            granted.forEach((project, direct) -> {
                Set<Policy> all = new HashSet<>(elsewhere.policies());
                all.addAll(direct);
                onProject.put(
                        project,
                        new IamGroup(
                                elsewhere.id(), elsewhere.name(), elsewhere.description(), elsewhere.members(), all));
            });
            return new Group(elsewhere, Map.copyOf(onProject));
        }

        /// Whether the other group is the same in all respects. The members are compared once, not for each
        /// project.
        private boolean says(Group other) {
            return elsewhere.equals(other.elsewhere)
                    && onProject.keySet().equals(other.onProject.keySet())
                    && onProject.keySet().stream()
                            .allMatch(project -> seenFrom(project)
                                    .policies()
                                    .equals(other.seenFrom(project).policies()));
        }

        private IamGroup seenFrom(ProjectId project) {
            return onProject.getOrDefault(project, elsewhere);
        }

        private IamId id() {
            return elsewhere.id();
        }

        private GroupName name() {
            return elsewhere.name();
        }
    }

    /// @param everyone each with all groups
    /// @param topLevel the top-level keys of the file
    Content(
            Set<ProjectId> projects,
            Collection<Person> everyone,
            Collection<Group> allGroups,
            Collection<AccessKey> accessKeys,
            Map<Secret, Token> tokens,
            Collection<String> topLevel) {
        this.tokens = Map.copyOf(tokens);
        this.projects = Set.copyOf(projects);
        this.topLevel = new LinkedHashSet<>(topLevel);
        // In the order of a snapshot, which then has nothing to sort.
        this.allUsers = everyone.stream()
                .map(Person::user)
                .sorted(Comparator.comparing(IamUser::id))
                .toList();
        this.allGroups =
                allGroups.stream().sorted(Comparator.comparing(Group::id)).toList();
        this.people = HashMap.newHashMap(everyone.size());
        this.byName = HashMap.newHashMap(everyone.size());
        for (Person person : everyone) {
            people.put(person.user().id(), person);
            byName.put(person.user().name(), person);
        }
        this.groups = HashMap.newHashMap(allGroups.size());
        for (Group group : allGroups) {
            groups.put(group.name(), group);
        }
        for (AccessKey key : accessKeys) {
            keys.put(key.access(), key);
        }
    }

    /// The object that stands for an id here; a new id stands for itself.
    IamId known(IamId id) {
        Person person = people.get(id);
        return person == null ? id : person.user().id();
    }

    /// The object that stands for a user here; a user who is new or changed stands for itself.
    IamUser known(IamUser user) {
        Person person = people.get(user.id());
        return person != null && person.user().equals(user) ? person.user() : user;
    }

    /// The object that stands for a group here; a group that is new or changed stands for itself.
    Group known(Group group) {
        Group here = groups.get(group.name());
        return here != null && here.says(group) ? here : group;
    }

    boolean has(ProjectId project) {
        return projects.contains(project);
    }

    List<IamUser> users(Selection selection) {
        return switch (selection) {
            case Selection.Everything _ -> allUsers;
            case Selection.Named named ->
                named.users().stream()
                        .map(byName::get)
                        .filter(Objects::nonNull)
                        .map(Person::user)
                        .toList();
        };
    }

    /// For a selection by name: all groups of the named users, and the named groups.
    List<IamGroup> groups(Selection selection, ProjectId project) {
        Stream<Group> selected = switch (selection) {
            case Selection.Everything _ -> allGroups.stream();
            case Selection.Named named ->
                Stream.concat(
                                named.groups().stream().map(groups::get).filter(Objects::nonNull),
                                named.users().stream()
                                        .map(byName::get)
                                        .filter(Objects::nonNull)
                                        .flatMap(person -> person.groups().stream()))
                        .distinct();
        };
        return selected.map(group -> group.seenFrom(project)).toList();
    }

    /// The user, if it may sign in.
    Optional<Person> person(IamId user) {
        return Optional.ofNullable(people.get(user))
                .filter(person -> person.user().enabled());
    }

    Set<Policy> policies(Person person, ProjectId project) {
        Set<Policy> all = new HashSet<>();
        for (Group group : person.groups()) {
            all.addAll(group.seenFrom(project).policies());
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
        return allGroups.stream()
                .mapToLong(group -> group.elsewhere().members().size())
                .sum();
    }
}
