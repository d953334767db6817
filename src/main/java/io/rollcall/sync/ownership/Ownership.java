package io.rollcall.sync.ownership;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What this service owns in one cluster's Manager, as its database remembers it: more than the marks on the
/// entries say, namely why a group exists and which rights this service gave.
///
/// @param users by IAM id
/// @param groups by IAM id
/// @param owed rights that are taken from an entry while it is renamed, and have to be given back: stored before
///     the first write of the plan that renames, so that they survive a plan that is never finished
/// @param promised rights that a plan was going to give and that are not known to be given: stored likewise. If
///     the entry holds such a right after all, this service gave it.
public record Ownership(
        Map<IamId, UserEntry> users, Map<IamId, GroupEntry> groups, Set<Right> owed, Set<Right> promised) {
    /// Nothing is owned.
    public static final Ownership EMPTY = new Ownership(Map.of(), Map.of(), Set.of(), Set.of());

    /// One account.
    ///
    /// @param name in the Manager
    /// @param granted the groups of the Manager that this service put the user into
    public record UserEntry(UserName name, Set<GroupName> granted) {}

    /// One group.
    ///
    /// @param name in the Manager
    /// @param asked whether it was asked for itself, and not only comes with one of its users
    /// @param granted the roles that this service gave it
    public record GroupEntry(GroupName name, boolean asked, Set<RoleName> granted) {}

    /// This ownership where it does not speak of some users and groups, and another one where it does.
    ///
    /// @param ids the users and groups
    /// @param theirs what is owned of these alone
    public Ownership with(Set<IamId> ids, Ownership theirs) {
        Set<Right> allOwed = new HashSet<>(owed);
        allOwed.removeIf(right -> ids.contains(right.holder()));
        allOwed.addAll(theirs.owed);
        Set<Right> allPromised = new HashSet<>(promised);
        allPromised.removeIf(right -> ids.contains(right.holder()));
        allPromised.addAll(theirs.promised);
        return new Ownership(
                Patched.of(users, ids, theirs.users), Patched.of(groups, ids, theirs.groups), allOwed, allPromised);
    }

    /// This ownership, made to agree with the marks in the Manager. Entries that were deleted, or have lost their
    /// mark, are forgotten once nothing in the Manager mentions their names any more
    /// ([io.rollcall.sync.planner.StaleReferences]). Entries that carry this cluster's mark and are unknown here,
    /// as after the loss of the database, are added again; those of their rights that the table can give then
    /// count as given by this service, so that they can be withdrawn one day. A right that is held again, or whose
    /// holder was deleted, is not owed any more; a promised right that is held counts as given.
    public Ownership agreedWith(TargetSnapshot target, Entitlements entitlements) {
        Map<IamId, UserEntry> agreedUsers = new HashMap<>();
        target.ownedAccounts().forEach((id, account) -> {
            UserEntry known = users.get(id);
            agreedUsers.put(
                    id,
                    known == null
                            ? new UserEntry(account.name(), heldGroups(target, entitlements, account.name()))
                            : new UserEntry(account.name(), known.granted()));
        });
        users.forEach((id, entry) -> {
            if (target.accountOf(id) == null && isMentioned(entry, target)) {
                agreedUsers.put(id, entry);
            }
        });
        Map<IamId, GroupEntry> agreedGroups = new HashMap<>();
        target.ownedGroups().forEach((id, group) -> {
            GroupEntry known = groups.get(id);
            agreedGroups.put(
                    id,
                    known == null
                            ? new GroupEntry(group.name(), true, heldRoles(target, entitlements, group.name()))
                            : new GroupEntry(group.name(), known.asked(), known.granted()));
        });
        groups.forEach((id, entry) -> {
            if (!agreedGroups.containsKey(id) && isMentioned(entry, target)) {
                agreedGroups.put(id, entry);
            }
        });
        Set<Right> stillOwed = new HashSet<>(owed);
        stillOwed.removeIf(right -> !isMissing(right, target));
        Set<Right> stillPromised = new HashSet<>();
        for (Right right : promised) {
            if (isMissing(right, target)) {
                stillPromised.add(right);
            } else {
                give(right, agreedUsers, agreedGroups);
            }
        }
        return new Ownership(agreedUsers, agreedGroups, stillOwed, stillPromised);
    }

    /// Whether a user whose account was deleted, or is not owned any more, still holds something by the name.
    private static boolean isMentioned(UserEntry entry, TargetSnapshot target) {
        Account bearer = target.account(entry.name());
        if (bearer == null) {
            return !target.dangling().memberships(entry.name()).isEmpty();
        }
        return bearer.mark() == null
                && target.groups().stream()
                        .anyMatch(group -> group.members().contains(bearer.name())
                                && (group.mark() != null || entry.granted().contains(group.name())));
    }

    private static boolean isMentioned(GroupEntry entry, TargetSnapshot target) {
        TargetGroup bearer = target.group(entry.name());
        if (bearer == null) {
            return !target.dangling().roles(entry.name()).isEmpty();
        }
        return bearer.mark() == null
                && target.roles().stream()
                        .anyMatch(role -> role.groups().contains(bearer.name())
                                && entry.granted().contains(role.name()));
    }

    /// This ownership with what a plan is about to owe and to promise.
    ///
    /// @param lapsed rights that this service gave, that were withdrawn by hand, and that no policy gives any more
    public Ownership before(Set<Right> nowOwed, Set<Right> nowPromised, Set<Right> lapsed) {
        Map<IamId, UserEntry> fewerUsers = new HashMap<>(users);
        Map<IamId, GroupEntry> fewerGroups = new HashMap<>(groups);
        for (Right right : lapsed) {
            switch (right) {
                case Right.GroupRole r ->
                    fewerGroups.computeIfPresent(
                            r.holder(),
                            (id, e) -> new GroupEntry(e.name(), e.asked(), changed(e.granted(), r.role(), false)));
                case Right.Membership r ->
                    fewerUsers.computeIfPresent(
                            r.holder(), (id, e) -> new UserEntry(e.name(), changed(e.granted(), r.group(), false)));
                case Right.UserRole r -> {}
            }
        }
        return new Ownership(fewerUsers, fewerGroups, nowOwed, nowPromised);
    }

    /// This roll once these groups of it are there in their own right.
    public Ownership asking(Set<IamId> asked) {
        Map<IamId, GroupEntry> all = new HashMap<>(groups);
        asked.forEach(id -> all.computeIfPresent(id, (i, e) -> new GroupEntry(e.name(), true, e.granted())));
        return new Ownership(users, all, owed, promised);
    }

    private static void give(Right right, Map<IamId, UserEntry> users, Map<IamId, GroupEntry> groups) {
        switch (right) {
            case Right.GroupRole r ->
                groups.computeIfPresent(
                        r.holder(),
                        (id, e) -> new GroupEntry(e.name(), e.asked(), changed(e.granted(), r.role(), true)));
            case Right.Membership r ->
                users.computeIfPresent(
                        r.holder(), (id, e) -> new UserEntry(e.name(), changed(e.granted(), r.group(), true)));
            case Right.UserRole r -> {}
        }
    }

    private static <T> Set<T> changed(Set<T> set, T value, boolean add) {
        Set<T> copy = new HashSet<>(set);
        if (add) {
            copy.add(value);
        } else {
            copy.remove(value);
        }
        return copy;
    }

    /// Whether the holder exists, and the role or group too, but the one does not hold the other.
    private static boolean isMissing(Right right, TargetSnapshot target) {
        return switch (right) {
            case Right.GroupRole r -> {
                TargetGroup holder = target.ownedGroups().get(r.holder());
                TargetRole role = target.role(r.role());
                yield holder != null && role != null && !role.groups().contains(holder.name());
            }
            case Right.UserRole r -> {
                Account holder = target.ownedAccounts().get(r.holder());
                TargetRole role = target.role(r.role());
                yield holder != null && role != null && !role.users().contains(holder.name());
            }
            case Right.Membership r -> {
                Account holder = target.ownedAccounts().get(r.holder());
                TargetGroup group = target.group(r.group());
                yield holder != null
                        && group != null
                        && group.mark() == null
                        && !group.members().contains(holder.name());
            }
        };
    }

    private static Set<GroupName> heldGroups(TargetSnapshot target, Entitlements entitlements, UserName user) {
        Set<GroupName> held = new HashSet<>();
        entitlements.rows().flatMap(row -> row.managerGroups().stream()).forEach(name -> {
            TargetGroup group = target.group(name);
            if (group != null && group.members().contains(user)) {
                held.add(name);
            }
        });
        return held;
    }

    private static Set<RoleName> heldRoles(TargetSnapshot target, Entitlements entitlements, GroupName group) {
        Set<RoleName> held = new HashSet<>();
        entitlements.rows().flatMap(row -> row.roles().stream()).forEach(name -> {
            TargetRole role = target.role(name);
            if (role != null && role.groups().contains(group)) {
                held.add(name);
            }
        });
        return held;
    }
}
