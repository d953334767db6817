package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What this service owns in one cluster's Manager, as its database remembers it: more than the marks on the
/// entries say, namely why a group is there and which rights were ours to give.
///
/// @param users by IAM id
/// @param groups by IAM id
/// @param owed rights that are taken from an entry while it is renamed, and have to be given back: written down
///     before the first write of the plan that renames, so that they survive a plan that is never finished
public record Roll(Map<IamId, UserEntry> users, Map<IamId, GroupEntry> groups, Set<Right> owed) {
    /// Nothing is owned.
    public static final Roll EMPTY = new Roll(Map.of(), Map.of(), Set.of());

    /// One account.
    ///
    /// @param name in the Manager
    /// @param granted the groups of the Manager that we put the user into
    public record UserEntry(UserName name, Set<GroupName> granted) {}

    /// One group.
    ///
    /// @param name in the Manager
    /// @param asked whether it is there in its own right, and not only because of one of its users
    /// @param granted the roles that we gave it
    public record GroupEntry(GroupName name, boolean asked, Set<RoleName> granted) {}

    /// This roll, made to agree with the marks in the Manager: entries that are gone are forgotten. Entries
    /// that carry our mark and are unknown here, as after the loss of the database, are taken up again; what
    /// they hold of the rights that the table can give is then taken for given by us, so that it can be
    /// withdrawn one day. A right that is held again, or whose holder is gone, is not owed any more.
    public Roll agreedWith(TargetSnapshot target, Entitlements entitlements) {
        Map<IamId, UserEntry> agreedUsers = new HashMap<>();
        target.ownedAccounts().forEach((id, account) -> {
            UserEntry known = users.get(id);
            agreedUsers.put(
                    id,
                    known == null
                            ? new UserEntry(account.name(), heldGroups(target, entitlements, account.name()))
                            : new UserEntry(account.name(), known.granted()));
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
        Set<Right> stillOwed = new HashSet<>(owed);
        stillOwed.removeIf(right -> !isOwed(right, target));
        return new Roll(agreedUsers, agreedGroups, stillOwed);
    }

    /// This roll, owing these rights and no others.
    Roll owing(Set<Right> rights) {
        return new Roll(users, groups, rights);
    }

    private static boolean isOwed(Right right, TargetSnapshot target) {
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
