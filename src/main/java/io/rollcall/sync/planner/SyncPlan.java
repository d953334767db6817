package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Makes one plan that synchronizes: joins the selected identities with the Manager's entries, and lets each part
/// of the plan add what follows.
final class SyncPlan {
    private final SelectedIdentities selected;
    private final PlanInput input;
    private final boolean complete;
    private final List<String> notes;

    private SyncPlan(SelectedIdentities selected, PlanInput input, boolean complete, List<String> notes) {
        this.selected = selected;
        this.input = input;
        this.complete = complete;
        this.notes = notes;
    }

    /// @param complete whether the read of the IAM justifies removals
    static Plan make(SelectedIdentities selected, PlanInput input, boolean complete, List<String> notes) {
        return new SyncPlan(selected, input, complete, notes)
                .attempt(Removals.NONE)
                .plan();
    }

    /// The same when a person has released a plan that was held. Removals that the person saw are made. The guard
    /// checks removals that came up since on their own: where they exceed a limit, they are withheld and named,
    /// and the rest of the plan is carried out.
    static Plan make(
            SelectedIdentities selected, PlanInput input, boolean complete, List<String> notes, Removals released) {
        SyncPlan making = new SyncPlan(selected, input, complete, notes);
        Attempt first = making.attempt(Removals.NONE);
        if (first.plan().holds().isEmpty()) {
            return first.plan();
        }
        Removals unseen = first.unseen(released, input);
        return making.attempt(unseen).plan().released();
    }

    /// A plan and what the guard checked.
    ///
    /// @param lost which members the remaining groups lose
    private record Attempt(Plan plan, CorrelatedState correlated, Map<TargetGroup, Set<UserName>> lost) {
        /// Removals that were not released and that exceed a limit on their own.
        Removals unseen(Removals released, PlanInput input) {
            Guard guard = new Guard(input.rules().guard());
            Set<IamId> deleted = new HashSet<>(correlated.removedUsers);
            deleted.removeIf(id -> released.covers(id, true));
            Set<IamId> disabled = correlated.newlyDisabled();
            disabled.removeIf(id -> released.covers(id, false));
            Set<IamId> groups = new HashSet<>(correlated.removedGroups);
            groups.removeAll(released.groups());
            int leaving =
                    correlated.removedUsers.size() + correlated.newlyDisabled().size();
            int owned = correlated.target.ownedAccounts().size()
                    + correlated.target.disabledAccounts().size()
                    - (leaving - deleted.size() - disabled.size());
            boolean users = guard.accounts(deleted.size(), disabled.size(), owned);
            boolean tooManyGroups = guard.groups(
                    groups.size(),
                    correlated.target.ownedGroups().size() - correlated.removedGroups.size() + groups.size());
            Map<IamId, Set<UserName>> members = new HashMap<>();
            Set<IamId> leavers = new HashSet<>();
            lost.forEach((group, names) -> {
                OwnerMark mark = group.mark();
                Set<UserName> fresh = new TreeSet<>(names);
                fresh.removeAll(mark == null ? Set.of() : released.membersOf(mark.id()));
                fresh.removeIf(name -> seenToGo(name, released));
                if (mark != null && guard.members(group, fresh.size())) {
                    members.put(mark.id(), fresh);
                    fresh.forEach(name -> addOwner(name, leavers));
                }
            });
            deleted.removeIf(id -> !users && !leavers.contains(id));
            disabled.removeIf(id -> !users && !leavers.contains(id));
            return new Removals(deleted, disabled, tooManyGroups ? groups : Set.of(), members);
        }

        private boolean seenToGo(UserName name, Removals released) {
            IamId owner = correlated.grants.ownerOf(name);
            return owner != null && released.hasUser(owner);
        }

        private void addOwner(UserName name, Set<IamId> owners) {
            IamId owner = correlated.grants.ownerOf(name);
            if (owner != null) {
                owners.add(owner);
            }
        }
    }

    /// @param kept what must not be removed
    private Attempt attempt(Removals kept) {
        PlanRules rules = input.rules();
        Ownership ownership = input.ownership().agreedWith(input.target(), rules.entitlements());
        TargetSnapshot target = input.target().with(ownership.owed());
        Numbers numbers = new Numbers(input, target);
        CorrelatedState correlated =
                new CorrelatedState(selected, target, ownership, rules, complete, input.today(), kept);
        correlated.keepToNumbers(numbers);
        PlanBuilder builder = new PlanBuilder();
        GroupPlan groups = new GroupPlan(correlated, builder, numbers);
        groups.plan();
        new AccountPlan(correlated, builder, numbers).plan();
        new PrincipalPlan(correlated, builder).plan();
        new ManagerGroupPlan(correlated, builder).plan();
        new RolePlan(correlated, builder).plan();
        int settled = correlated.stale.plan(correlated, builder);
        Set<IamId> leavers = new HashSet<>(correlated.removedUsers);
        leavers.addAll(correlated.disabledUsers);
        new ReferenceCleanup(target, correlated.grants, builder, leavers, correlated.removedGroups)
                .renaming(correlated)
                .plan(ownership.owed());
        new BacklinkPlan(correlated, builder).plan();
        Guard guard = new Guard(rules.guard());
        guard.accounts(
                correlated.removedUsers.size() + settled,
                correlated.newlyDisabled().size(),
                target.ownedAccounts().size() + target.disabledAccounts().size());
        guard.groups(correlated.removedGroups.size(), target.ownedGroups().size());
        groups.lost().forEach((group, names) -> guard.members(group, names.size()));
        Plan plan = new Plan(
                builder.changes(),
                correlated.refusals,
                guard.holds(),
                notes,
                ownership.before(builder.carried(), promised(correlated, builder), builder.lapsed()),
                selected.asked,
                numbers.newUsers(),
                numbers.newGroups(),
                selected.request());
        return new Attempt(plan, correlated, groups.lost());
    }

    /// What this plan promises, and what earlier plans promised to users and groups that this one is not about.
    private static Set<Right> promised(CorrelatedState correlated, PlanBuilder builder) {
        Set<Right> promised = new HashSet<>(builder.promised());
        for (Right right : correlated.ownership.promised()) {
            boolean concerned = switch (right) {
                case Right.GroupRole r -> correlated.groups.containsKey(r.holder());
                case Right.UserRole r -> true;
                case Right.Membership r -> correlated.users.containsKey(r.holder());
            };
            if (!concerned) {
                promised.add(right);
            }
        }
        return promised;
    }
}
