package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The making of one plan that synchronizes: joins the chosen identities with the Manager's entries, and lets
/// each part of the plan say what follows.
final class SyncPlan {
    private SyncPlan() {}

    /// @param complete whether the IAM was read well enough to take something away
    static Plan make(Choice choice, PlanInput input, boolean complete, List<String> notes) {
        PlanRules rules = input.rules();
        Roll roll = input.roll().agreedWith(input.target(), rules.entitlements());
        TargetSnapshot target = input.target().with(roll.owed());
        Join join = new Join(choice, target, roll, rules, complete, input.today());
        Draft draft = new Draft();
        Numbers numbers = new Numbers(input.numbers(), target);
        GroupPlan groups = new GroupPlan(join, draft, numbers);
        groups.plan();
        new AccountPlan(join, draft, numbers).plan();
        new PrincipalPlan(join, draft).plan();
        new ManagerGroupPlan(join, draft).plan();
        new RolePlan(join, draft).plan();
        Set<IamId> leavers = new HashSet<>(join.removedUsers);
        leavers.addAll(join.disabledUsers);
        new Departures(target, join.holders, draft, leavers, join.removedGroups)
                .renaming(join)
                .plan(roll.owed());
        Guard guard = new Guard(rules.guard());
        guard.accounts(
                join.removedUsers.size(),
                join.newlyDisabled().size(),
                target.ownedAccounts().size() + target.disabledAccounts().size());
        guard.groups(join.removedGroups.size(), target.ownedGroups().size());
        groups.lost().forEach(guard::members);
        return new Plan(
                draft.changes(),
                join.refusals,
                guard.holds(),
                notes,
                roll.before(draft.carried(), promised(join, draft), draft.lapsed()),
                choice.asked,
                numbers.newUsers(),
                numbers.newGroups(),
                choice.wish());
    }

    /// What this plan promises, and what earlier ones promised to those whom this one is not about.
    private static Set<Right> promised(Join join, Draft draft) {
        Set<Right> promised = new HashSet<>(draft.promised());
        for (Right right : join.roll.promised()) {
            boolean concerned = switch (right) {
                case Right.GroupRole r -> join.groups.containsKey(r.holder());
                case Right.UserRole r -> true;
                case Right.Membership r -> join.users.containsKey(r.holder());
            };
            if (!concerned) {
                promised.add(right);
            }
        }
        return promised;
    }
}
