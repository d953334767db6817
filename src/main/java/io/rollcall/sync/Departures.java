package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Cleans up behind entries that go or get another name: nothing in the Manager may mention a name that nobody
/// bears.
final class Departures {
    private final TargetSnapshot target;
    private final Holders holders;
    private final Draft draft;

    Departures(TargetSnapshot target, Holders holders, Draft draft) {
        this.target = target;
        this.holders = holders;
        this.draft = draft;
    }

    /// @param removedUsers whose accounts go
    /// @param removedGroups whose groups go
    /// @param retired those of them whose names are freed early
    /// @param renamedUsers the new name for each old one
    /// @param renamedGroups the new name for each old one
    void plan(
            Set<IamId> removedUsers,
            Set<IamId> removedGroups,
            Set<IamId> retired,
            Map<UserName, UserRef> renamedUsers,
            Map<GroupName, GroupRef> renamedGroups) {
        Map<UserName, UserRef> gone = new HashMap<>();
        for (IamId id : removedUsers) {
            Account account = target.ownedAccounts().get(id);
            if (account != null) {
                gone.put(account.name(), new UserRef(id, account.name()));
                if (retired.contains(id)) {
                    draft.depart(account.name());
                }
            }
        }
        renamedUsers.keySet().forEach(draft::depart);
        if (!gone.isEmpty() || !renamedUsers.isEmpty()) {
            leaveGroups(gone, renamedUsers, removedGroups);
            leaveRoles(gone, renamedUsers);
        }
        for (IamId id : removedGroups) {
            TargetGroup group = target.ownedGroups().get(id);
            if (group != null) {
                GroupRef ref = new GroupRef(id, group.name());
                holders.rolesOf(group.name()).forEach(role -> draft.withdraw(role, ref));
            }
        }
        renamedGroups.forEach((old, now) -> holders.rolesOf(old).forEach(role -> {
            draft.withdraw(role, new GroupRef(now.id(), old));
            draft.grant(role, now);
        }));
    }

    private void leaveGroups(Map<UserName, UserRef> gone, Map<UserName, UserRef> renamed, Set<IamId> removedGroups) {
        for (TargetGroup group : target.groups()) {
            OwnerMark mark = group.mark();
            if (mark != null && removedGroups.contains(mark.id())) {
                continue;
            }
            for (UserName member : group.members()) {
                UserRef leaver = gone.get(member);
                UserRef newName = renamed.get(member);
                if (leaver == null && newName == null) {
                    continue;
                }
                if (mark != null) {
                    draft.leave(mark.id(), member);
                } else if (leaver != null) {
                    draft.leaveManagerGroup(group.name(), leaver);
                } else if (newName != null && !holders.isForgotten(group.name(), member)) {
                    draft.leaveManagerGroup(group.name(), new UserRef(newName.id(), member));
                    draft.joinManagerGroup(group.name(), newName);
                }
            }
        }
    }

    private void leaveRoles(Map<UserName, UserRef> gone, Map<UserName, UserRef> renamed) {
        for (TargetRole role : target.roles()) {
            for (UserName holder : role.users()) {
                UserRef newName = renamed.get(holder);
                if (newName != null) {
                    draft.withdraw(role.name(), holder);
                    draft.grant(role.name(), newName.name());
                } else if (gone.containsKey(holder)) {
                    draft.withdraw(role.name(), holder);
                }
            }
        }
    }
}
