package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Cleans up after entries that are deleted, disabled or renamed: nothing in the Manager may mention a name that
/// no entry bears. What an entry held under its old name follows to the new one, and what an unfinished plan took
/// away on the way is given back.
final class ReferenceCleanup {
    private final TargetSnapshot target;
    private final GrantIndex grants;
    private final PlanBuilder builder;
    private final Map<UserName, UserRef> goneUsers = new HashMap<>();
    private final Map<UserName, UserRef> renamedUsers = new HashMap<>();
    private final Set<IamId> removedGroups;
    private final Map<IamId, GroupRef> groupsAfter = new HashMap<>();

    /// @param leavers users whose accounts are deleted or disabled
    /// @param removedGroups groups that are deleted
    ReferenceCleanup(
            TargetSnapshot target,
            GrantIndex grants,
            PlanBuilder builder,
            Set<IamId> leavers,
            Set<IamId> removedGroups) {
        this.target = target;
        this.grants = grants;
        this.builder = builder;
        this.removedGroups = removedGroups;
        for (IamId id : leavers) {
            Account account = target.accountOf(id);
            if (account != null) {
                goneUsers.put(account.name(), new UserRef(id, account.name()));
            }
        }
        target.ownedGroups().forEach((id, group) -> {
            if (!removedGroups.contains(id)) {
                groupsAfter.put(id, new GroupRef(id, group.name()));
            }
        });
    }

    /// Adds the new names of a synchronization.
    ReferenceCleanup renaming(CorrelatedState correlated) {
        correlated.users.forEach((id, user) -> {
            Account mine = correlated.account(id);
            if (mine != null && !mine.name().equals(user.name())) {
                renamedUsers.put(mine.name(), new UserRef(id, user.name()));
                builder.depart(mine.name());
            }
        });
        for (IamId id : correlated.freed) {
            Account account = correlated.account(id);
            if (account != null) {
                builder.depart(account.name());
            }
        }
        groupsAfter.replaceAll((id, ref) -> {
            IamGroup accepted = correlated.groups.get(id);
            return accepted == null ? ref : new GroupRef(id, accepted.name());
        });
        return this;
    }

    /// @param owed rights that have to be given back; the target shows them as held
    void plan(Set<Right> owed) {
        if (!goneUsers.isEmpty() || !renamedUsers.isEmpty()) {
            leaveGroups();
            leaveRoles();
        }
        for (IamId id : removedGroups) {
            TargetGroup group = target.ownedGroups().get(id);
            if (group != null) {
                GroupRef ref = new GroupRef(id, group.name());
                grants.rolesOf(group.name()).forEach(role -> builder.withdraw(role, ref));
            }
        }
        groupsAfter.forEach((id, after) -> {
            TargetGroup group = target.ownedGroups().get(id);
            if (group != null && !group.name().equals(after.name())) {
                GroupRef before = new GroupRef(id, group.name());
                grants.rolesOf(group.name()).forEach(role -> builder.carry(role, before, after));
            }
        });
        owed.forEach(this::giveBack);
    }

    private void leaveGroups() {
        for (TargetGroup group : target.groups()) {
            OwnerMark mark = group.mark();
            if (mark != null && removedGroups.contains(mark.id())) {
                continue;
            }
            for (UserName member : group.members()) {
                UserRef leaver = goneUsers.get(member);
                UserRef after = renamedUsers.get(member);
                if (leaver == null && after == null) {
                    continue;
                }
                if (mark != null) {
                    builder.leave(mark.id(), member);
                } else if (leaver != null) {
                    builder.leaveManagerGroup(group.name(), leaver);
                } else if (after != null && !grants.isForgotten(group.name(), member)) {
                    builder.carry(group.name(), new UserRef(after.id(), member), after);
                }
            }
        }
    }

    private void leaveRoles() {
        for (TargetRole role : target.roles()) {
            for (UserName holder : role.users()) {
                UserRef after = renamedUsers.get(holder);
                if (after != null) {
                    builder.carry(role.name(), holder, after);
                } else if (goneUsers.containsKey(holder)) {
                    builder.withdraw(role.name(), holder);
                }
            }
        }
    }

    /// Nothing is owed to deleted entries; for renamed entries it was done above.
    private void giveBack(Right right) {
        switch (right) {
            case Right.GroupRole r -> {
                TargetGroup group = target.ownedGroups().get(r.holder());
                GroupRef after = groupsAfter.get(r.holder());
                if (group != null
                        && after != null
                        && group.name().equals(after.name())
                        && grants.rolesOf(group.name()).contains(r.role())) {
                    builder.giveBack(r.role(), after);
                }
            }
            case Right.UserRole r -> {
                Account account = target.ownedAccounts().get(r.holder());
                if (account != null && staysAsItIs(account)) {
                    builder.giveBack(r.role(), new UserRef(r.holder(), account.name()));
                }
            }
            case Right.Membership r -> {
                Account account = target.ownedAccounts().get(r.holder());
                if (account != null && staysAsItIs(account) && !grants.isForgotten(r.group(), account.name())) {
                    builder.giveBack(r.group(), new UserRef(r.holder(), account.name()));
                }
            }
        }
    }

    private boolean staysAsItIs(Account account) {
        return !goneUsers.containsKey(account.name()) && !renamedUsers.containsKey(account.name());
    }
}
