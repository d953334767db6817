package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.Set;

/// A role of the Manager and who holds it. Roles are the Manager's own; this service only grants and withdraws
/// them.
///
/// @param groups the groups that hold it
/// @param users the accounts that hold it directly, which only ever happens by hand
public record TargetRole(RoleName name, Set<GroupName> groups, Set<UserName> users) {
    public TargetRole {
        groups = Set.copyOf(groups);
        users = Set.copyOf(users);
    }
}
