package io.rollcall.sync.plan;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Principals;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Changes that a Manager says it has made, and what it has to show then. Whether it does can be told from what
/// concerns them alone.
public final class MadeChanges {
    /// More are as soon found by a comparison of everything.
    public static final int MOST = 5_000;

    private final Set<UserName> users = new HashSet<>();
    private final Set<IamId> userIds = new HashSet<>();
    private final Set<GroupName> groups = new HashSet<>();
    private final Set<IamId> groupIds = new HashSet<>();
    private final Set<Predicate<TargetSnapshot>> effects = new HashSet<>();

    private MadeChanges() {}

    /// What these changes lead to; empty when they are too many, or when names move, so that what one change says
    /// is no longer so after another.
    public static Optional<MadeChanges> of(List<Change> changes) {
        MadeChanges made = new MadeChanges();
        for (Change change : changes) {
            Optional<Predicate<TargetSnapshot>> effect = made.effect(change);
            if (effect.isEmpty()) {
                return Optional.empty();
            }
            made.effects.add(effect.get());
        }
        return Optional.of(made);
    }

    /// What to read to find out.
    public Concern concern() {
        return new Concern(users, userIds, groups, groupIds, false);
    }

    /// Whether the Manager holds what these changes lead to, in so far as none of them undoes another. False means
    /// no more than that a comparison of everything has to tell.
    ///
    /// @param snapshot the whole, or what is about [#concern]
    public boolean areIn(TargetSnapshot snapshot) {
        return effects.stream().allMatch(effect -> effect.test(snapshot));
    }

    private Optional<Predicate<TargetSnapshot>> effect(Change change) {
        return Optional.ofNullable(
                switch (change) {
                    case Change.CreateAccount c -> {
                        add(c.user());
                        Account expected = new Account(
                                c.user().name(),
                                new OwnerMark(c.user().id()),
                                c.uidNumber(),
                                c.gidNumber(),
                                c.description());
                        yield snapshot -> expected.equals(
                                snapshot.ownedAccounts().get(c.user().id()));
                    }
                    case Change.UpdateAccount c -> {
                        add(c.user());
                        yield snapshot -> hasAccount(snapshot, c.user(), c.gidNumber(), c.description());
                    }
                    case Change.EnableAccount c -> {
                        add(c.user());
                        yield snapshot -> hasAccount(snapshot, c.user(), c.gidNumber(), c.description());
                    }
                    case Change.DisableAccount c -> {
                        add(c.user());
                        yield snapshot ->
                                snapshot.disabledAccounts().containsKey(c.user().id());
                    }
                    case Change.DeleteAccount c -> {
                        add(c.user());
                        yield snapshot -> snapshot.accountOf(c.user().id()) == null;
                    }
                    case Change.CreatePrincipal c -> {
                        add(c.user());
                        yield snapshot -> hasPrincipal(snapshot, c.user().name());
                    }
                    case Change.DeletePrincipal c -> {
                        add(c.user());
                        yield snapshot -> !hasPrincipal(snapshot, c.user().name());
                    }
                    case Change.CreateGroup c -> {
                        add(c.group(), c.members());
                        yield snapshot -> {
                            TargetGroup group =
                                    snapshot.ownedGroups().get(c.group().id());
                            return group != null
                                    && group.name().equals(c.group().name())
                                    && group.gidNumber() == c.gidNumber()
                                    && group.description().equals(c.description())
                                    && group.members().containsAll(c.members());
                        };
                    }
                    case Change.ChangeGroup c -> {
                        add(c.group(), c.add());
                        users.addAll(c.remove());
                        yield snapshot -> {
                            TargetGroup group =
                                    snapshot.ownedGroups().get(c.group().id());
                            return group != null
                                    && group.description().equals(c.description())
                                    && hold(group.members(), c.add(), c.remove(), UserName::key);
                        };
                    }
                    case Change.DeleteGroup c -> {
                        add(c.group(), List.of());
                        yield snapshot ->
                                !snapshot.ownedGroups().containsKey(c.group().id());
                    }
                    case Change.ChangeManagerGroup c -> {
                        groups.add(c.group());
                        c.add().forEach(this::add);
                        c.remove().forEach(this::add);
                        yield snapshot -> {
                            TargetGroup group = snapshot.group(c.group());
                            return group != null
                                    && hold(group.members(), userNames(c.add()), userNames(c.remove()), UserName::key);
                        };
                    }
                    case Change.GrantRole c -> {
                        c.groups().forEach(group -> add(group, List.of()));
                        c.users().forEach(this::add);
                        yield snapshot -> {
                            TargetRole role = role(snapshot, c.role());
                            return hold(role.groups(), groupNames(c.groups()), List.of(), GroupName::key)
                                    && hold(role.users(), userNames(c.users()), List.of(), UserName::key);
                        };
                    }
                    case Change.WithdrawRole c -> {
                        c.groups().forEach(group -> add(group, List.of()));
                        users.addAll(c.users());
                        yield snapshot -> {
                            TargetRole role = role(snapshot, c.role());
                            return hold(role.groups(), List.of(), groupNames(c.groups()), GroupName::key)
                                    && hold(role.users(), List.of(), c.users(), UserName::key);
                        };
                    }
                    case Change.RenameAccount _ -> null;
                    case Change.AdoptAccount _ -> null;
                    case Change.RenameGroup _ -> null;
                    case Change.AdoptGroup _ -> null;
                    case Change.RepairBacklinks _ -> null;
                    case Change.ClearBacklinks _ -> null;
                });
    }

    private void add(UserRef user) {
        users.add(user.name());
        userIds.add(user.id());
    }

    private void add(GroupRef group, Collection<UserName> members) {
        groups.add(group.name());
        groupIds.add(group.id());
        users.addAll(members);
    }

    private static boolean hasAccount(TargetSnapshot snapshot, UserRef user, int gidNumber, String description) {
        Account account = snapshot.ownedAccounts().get(user.id());
        return account != null
                && account.name().equals(user.name())
                && account.gidNumber() == gidNumber
                && account.description().equals(description);
    }

    private static boolean hasPrincipal(TargetSnapshot snapshot, UserName name) {
        Principals principals = snapshot.principals();
        return principals != null && principals.contains(name);
    }

    private static TargetRole role(TargetSnapshot snapshot, RoleName name) {
        TargetRole role = snapshot.role(name);
        return role == null ? new TargetRole(name, Set.of(), Set.of()) : role;
    }

    private static <N> boolean hold(Set<N> all, List<N> some, List<N> none, Function<N, String> key) {
        if (!all.containsAll(some)) {
            return false;
        }
        // In no letter case.
        Set<String> gone = none.stream().map(key).collect(Collectors.toSet());
        return all.stream().map(key).noneMatch(gone::contains);
    }

    private static List<UserName> userNames(List<UserRef> users) {
        return users.stream().map(UserRef::name).toList();
    }

    private static List<GroupName> groupNames(List<GroupRef> groups) {
        return groups.stream().map(GroupRef::name).toList();
    }
}
