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
public record Roll(Map<IamId, UserEntry> users, Map<IamId, GroupEntry> groups) {
    /// Nothing is owned.
    public static final Roll EMPTY = new Roll(Map.of(), Map.of());

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
    /// withdrawn one day.
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
        return new Roll(agreedUsers, agreedGroups);
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
