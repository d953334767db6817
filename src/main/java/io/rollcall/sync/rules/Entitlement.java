package io.rollcall.sync.rules;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a policy of the IAM gives in the Manager.
///
/// @param roles granted to the group that holds the policy
/// @param managerGroups groups of the Manager that each user of that group becomes a member of
public record Entitlement(SortedSet<RoleName> roles, SortedSet<GroupName> managerGroups) {
    /// Nothing at all.
    public static final Entitlement NONE = new Entitlement(new TreeSet<>(), new TreeSet<>());

    public Entitlement {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        managerGroups = Collections.unmodifiableSortedSet(new TreeSet<>(managerGroups));
    }

    /// Both together.
    public Entitlement and(Entitlement other) {
        SortedSet<RoleName> allRoles = new TreeSet<>(roles);
        allRoles.addAll(other.roles);
        SortedSet<GroupName> allGroups = new TreeSet<>(managerGroups);
        allGroups.addAll(other.managerGroups);
        return new Entitlement(allRoles, allGroups);
    }
}
