package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which owned accounts belong into which groups of the Manager, like `launcher-job` (R18).
final class ManagerGroupPlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;
    private final Set<GroupName> missing = new HashSet<>();
    /// What each group gives. Equal sets are one object, so that most memberships cost one comparison.
    private final IdentityHashMap<IamGroup, Set<GroupName>> given = new IdentityHashMap<>();

    private final Map<Set<GroupName>, Set<GroupName>> distinct = new HashMap<>();

    ManagerGroupPlan(CorrelatedState correlated, PlanBuilder builder) {
        this.correlated = correlated;
        this.builder = builder;
    }

    void plan() {
        for (IamUser user : correlated.users.values()) {
            plan(user.id(), user.name(), wanted(user.id()), correlated.complete);
        }
        if (correlated.users.keySet().containsAll(correlated.accountNames.keySet())) {
            return;
        }
        for (IamGroup group : correlated.groups.values()) {
            if (correlated.selected.wholeGroup(group.id()) && !given(group).isEmpty()) {
                planOthers(group);
            }
        }
    }

    /// What the policies of all groups of a user give.
    private Set<GroupName> wanted(IamId user) {
        Set<GroupName> wanted = Set.of();
        for (IamGroup group : correlated.selected.groupsOf.of(user)) {
            Set<GroupName> more = given(group);
            if (wanted.isEmpty()) {
                wanted = more;
            } else if (!more.equals(wanted) && !wanted.containsAll(more)) {
                Set<GroupName> both = new TreeSet<>(wanted);
                both.addAll(more);
                wanted = both;
            }
        }
        return wanted;
    }

    /// A user who is not named but joins a named group gets what that group gives; what the user's other groups
    /// give is not known here, so nothing is withdrawn.
    private void planOthers(IamGroup group) {
        for (IamId member : group.members()) {
            UserName name = correlated.accountNames.get(member);
            if (name != null && !correlated.users.containsKey(member)) {
                plan(member, name, given(group), false);
            }
        }
    }

    private Set<GroupName> given(IamGroup group) {
        return given.computeIfAbsent(group, g -> {
            Set<GroupName> groups =
                    correlated.rules.entitlements().of(g.policies()).managerGroups();
            return distinct.computeIfAbsent(groups, same -> same);
        });
    }

    /// Plans for one user.
    ///
    /// @param name the name after the plan
    /// @param wanted what the user's policies give
    /// @param mayWithdraw whether the policies are known well enough to withdraw rights
    private void plan(IamId id, UserName name, Set<GroupName> wanted, boolean mayWithdraw) {
        Account mine = correlated.account(id);
        // A user without an account holds nothing, no matter what a deleted account held.
        Ownership.UserEntry entry =
                mine == null ? null : correlated.ownership.users().get(id);
        Set<GroupName> ours = entry == null ? Set.of() : entry.granted();
        // A custom user gets them once; after that, what the Manager says is left alone.
        boolean done = correlated.selected.customUsers.contains(id) && !ours.isEmpty();
        for (GroupName request : wanted) {
            TargetGroup group = correlated.target.group(request);
            if (group == null || group.mark() != null) {
                refuseOnce(request);
            } else if ((mine == null || !group.members().contains(mine.name()))
                    && (!done || correlated.ownership.promised().contains(new Right.Membership(id, group.name())))) {
                builder.joinManagerGroup(group.name(), new UserRef(id, name));
            }
        }
        if (mine == null || done || !mayWithdraw) {
            return;
        }
        for (GroupName given : ours) {
            if (wanted.contains(given)) {
                continue;
            }
            TargetGroup group = correlated.target.group(given);
            if (group != null && group.members().contains(mine.name())) {
                builder.leaveManagerGroup(group.name(), new UserRef(id, mine.name()));
                correlated.grants.forgetMembership(group.name(), mine.name());
            } else {
                builder.lapse(new Right.Membership(id, given));
            }
        }
    }

    private void refuseOnce(GroupName group) {
        if (missing.add(group)) {
            correlated.refusals.add(new Refusal(
                    ObjectKind.GROUP,
                    group.value(),
                    Refusal.Cause.NOTHING_TO_GRANT,
                    "the Manager has no such group of its own, so no user can be put into it"));
        }
    }
}
