package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which accounts of ours belong into which groups of the Manager, like `launcher-job` (decision 18).
final class ManagerGroupPlan {
    private final TargetSnapshot target;
    private final Roll roll;
    private final Holders holders;
    private final Draft draft;
    private final List<Refusal> refusals;
    private final Set<GroupName> missing = new HashSet<>();

    ManagerGroupPlan(TargetSnapshot target, Roll roll, Holders holders, Draft draft, List<Refusal> refusals) {
        this.target = target;
        this.roll = roll;
        this.holders = holders;
        this.draft = draft;
        this.refusals = refusals;
    }

    /// Plans for one user.
    ///
    /// @param name the name after the plan
    /// @param wanted what the user's policies give
    /// @param custom whether any policy of the user is a custom one: then the Manager's word counts after the
    ///     first time
    /// @param mayWithdraw whether the policies are known well enough to take something away
    void plan(IamId id, UserName name, Set<GroupName> wanted, boolean custom, boolean mayWithdraw) {
        Account mine = target.ownedAccounts().get(id);
        Roll.UserEntry entry = roll.users().get(id);
        Set<GroupName> ours = entry == null ? Set.of() : entry.granted();
        if (custom && !ours.isEmpty()) {
            return;
        }
        for (GroupName wish : wanted) {
            TargetGroup group = target.group(wish);
            if (group == null || group.mark() != null) {
                refuseOnce(wish);
            } else if (mine == null || !group.members().contains(mine.name())) {
                draft.joinManagerGroup(group.name(), new UserRef(id, name));
            }
        }
        if (mine == null || !mayWithdraw) {
            return;
        }
        for (GroupName given : ours) {
            TargetGroup group = target.group(given);
            if (!wanted.contains(given) && group != null && group.members().contains(mine.name())) {
                draft.leaveManagerGroup(group.name(), new UserRef(id, mine.name()));
                holders.forgetMembership(group.name(), mine.name());
            }
        }
    }

    private void refuseOnce(GroupName group) {
        if (missing.add(group)) {
            refusals.add(new Refusal(
                    ObjectKind.GROUP,
                    group.value(),
                    Refusal.Cause.NOTHING_TO_GRANT,
                    "the Manager has no such group of its own, so nobody can be put into it"));
        }
    }
}
