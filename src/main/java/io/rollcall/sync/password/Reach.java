package io.rollcall.sync.password;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/// What an account of the Manager can do that a caller could not: a caller who sets its password can act as it.
final class Reach {
    private Reach() {}

    /// The roles that an account holds, directly or through its groups, and the Manager's own groups that it is
    /// in, without those that `given` contains. Sorted, for people.
    ///
    /// @param given what the caller's own policies give in that Manager
    static SortedSet<String> beyond(Entitlement given, UserName account, TargetSnapshot target) {
        SortedSet<String> beyond = new TreeSet<>();
        for (TargetRole role : target.roles()) {
            boolean held = has(role.users(), account)
                    || role.groups().stream().anyMatch(group -> isMember(account, group, target));
            if (held
                    && given.roles().stream()
                            .map(RoleName::key)
                            .noneMatch(role.name().key()::equals)) {
                beyond.add(role.name().value());
            }
        }
        for (TargetGroup group : target.groups()) {
            boolean foreign = group.mark() == null && has(group.members(), account);
            if (foreign
                    && given.managerGroups().stream()
                            .map(GroupName::key)
                            .noneMatch(group.name().key()::equals)) {
                beyond.add(group.name().value());
            }
        }
        return beyond;
    }

    private static boolean isMember(UserName account, GroupName name, TargetSnapshot target) {
        TargetGroup group = target.group(name);
        return group != null && has(group.members(), account);
    }

    private static boolean has(Collection<UserName> names, UserName account) {
        return names.stream().anyMatch(name -> name.key().equals(account.key()));
    }
}
