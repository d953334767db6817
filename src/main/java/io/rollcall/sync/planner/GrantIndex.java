package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Grants and memberships in the Manager, looked up by holder. What a plan removes is removed here as well, so
/// that a rename in the same plan does not carry it over to the new name.
final class GrantIndex {
    private final TargetSnapshot target;
    private final Map<String, Set<RoleName>> roles = new HashMap<>();
    private final Map<String, Set<UserName>> forgotten = new HashMap<>();

    GrantIndex(TargetSnapshot target) {
        this.target = target;
        for (TargetRole role : target.roles()) {
            role.groups()
                    .forEach(group -> roles.computeIfAbsent(group.key(), g -> new HashSet<>())
                            .add(role.name()));
        }
    }

    /// The IAM id of an owned account in use; null for any other account.
    @Nullable
    IamId ownerOf(UserName name) {
        Account account = target.account(name);
        return account == null || account.mark() == null || account.disabledSince() != null
                ? null
                : account.mark().id();
    }

    Set<RoleName> rolesOf(GroupName group) {
        return Set.copyOf(roles.getOrDefault(group.key(), Set.of()));
    }

    void forgetRole(GroupName group, RoleName role) {
        roles.getOrDefault(group.key(), new HashSet<>()).remove(role);
    }

    void forgetMembership(GroupName managerGroup, UserName user) {
        forgotten.computeIfAbsent(managerGroup.key(), g -> new HashSet<>()).add(user);
    }

    boolean isForgotten(GroupName managerGroup, UserName user) {
        return forgotten.getOrDefault(managerGroup.key(), Set.of()).contains(user);
    }
}
