package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Whom a plan about few users is about, and so what it has to know of a Manager: entries by name, in any letter
/// case, and owned entries by the identity in their mark, whatever name they bear. Or what some changes were about.
///
/// @param users names that entries of the users have, or would get
/// @param userIds the users
/// @param groups names of the users' groups, and of groups of the Manager that their policies may give
/// @param groupIds the users' groups
/// @param mentions whether other groups are of interest, too, if users are in them
public record Concern(
        Set<UserName> users, Set<IamId> userIds, Set<GroupName> groups, Set<IamId> groupIds, boolean mentions) {
    public Concern {
        users = Set.copyOf(users);
        userIds = Set.copyOf(userIds);
        groups = Set.copyOf(groups);
        groupIds = Set.copyOf(groupIds);
    }

    /// How many entries that may be, without those of other groups.
    public int size() {
        return Math.max(users.size(), userIds.size()) + Math.max(groups.size(), groupIds.size());
    }

    boolean isAbout(Account account, Set<String> userKeys) {
        return userKeys.contains(account.name().key())
                || (account.mark() != null && userIds.contains(account.mark().id()));
    }

    boolean isAbout(TargetGroup group, Set<String> groupKeys) {
        return groupKeys.contains(group.name().key())
                || (group.mark() != null && groupIds.contains(group.mark().id()));
    }

    /// How a Manager compares the names.
    static Set<String> keys(Collection<UserName> names) {
        Set<String> keys = new HashSet<>();
        names.forEach(name -> keys.add(name.key()));
        return keys;
    }
}
