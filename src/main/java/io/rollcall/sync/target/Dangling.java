package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the Manager mentions names that no entry bears: what remains when an entry is deleted by hand on a server
/// without referential integrity. The next entry of such a name would hold all of it. Looked up by the names'
/// keys. Immutable.
public final class Dangling {
    /// A group that has such a name among its members.
    ///
    /// @param as the name as the group spells it
    public record Membership(TargetGroup group, UserName as) {}

    /// A role that such a name holds.
    public record UserRole(TargetRole role, UserName as) {}

    /// A role that the name of a missing group holds.
    public record GroupRole(TargetRole role, GroupName as) {}

    private final Map<String, List<Membership>> memberships = new HashMap<>();
    private final Map<String, List<UserRole>> userRoles = new HashMap<>();
    private final Map<String, List<GroupRole>> groupRoles = new HashMap<>();

    Dangling(TargetSnapshot target) {
        findMemberships(target);
        for (TargetRole role : target.roles()) {
            for (UserName user : role.users()) {
                if (target.account(user) == null) {
                    put(userRoles, user.key(), new UserRole(role, user));
                }
            }
            for (GroupName group : role.groups()) {
                if (target.group(group) == null) {
                    put(groupRoles, group.key(), new GroupRole(role, group));
                }
            }
        }
    }

    /// Looks each name up once, no matter how many groups mention it.
    private void findMemberships(TargetSnapshot target) {
        Set<UserName> gone = new HashSet<>();
        for (int number = 0; number < target.members().size(); number++) {
            UserName name = target.members().value(number);
            if (target.account(name) == null) {
                gone.add(name);
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        for (TargetGroup group : target.groups()) {
            for (UserName member : group.members()) {
                if (gone.contains(member)) {
                    put(memberships, member.key(), new Membership(group, member));
                }
            }
        }
    }

    private static <T> void put(Map<String, List<T>> all, String key, T one) {
        all.computeIfAbsent(key, k -> new ArrayList<>(1)).add(one);
    }

    public List<Membership> memberships(UserName name) {
        return memberships.getOrDefault(name.key(), List.of());
    }

    public List<UserRole> roles(UserName name) {
        return userRoles.getOrDefault(name.key(), List.of());
    }

    public List<GroupRole> roles(GroupName name) {
        return groupRoles.getOrDefault(name.key(), List.of());
    }
}
