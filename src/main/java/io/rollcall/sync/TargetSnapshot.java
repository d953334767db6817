package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one read of the Manager found: everybody in it, foreign or ours, since names of foreign ones are taken
/// too. Look-ups ignore letter case, as the Manager does.
public final class TargetSnapshot {
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, TargetGroup> groups = new HashMap<>();
    private final Map<String, TargetRole> roles = new HashMap<>();
    private final Map<IamId, Account> ownedAccounts = new HashMap<>();
    private final Map<IamId, TargetGroup> ownedGroups = new HashMap<>();

    public TargetSnapshot(Collection<Account> accounts, Collection<TargetGroup> groups, Collection<TargetRole> roles) {
        for (Account account : accounts) {
            this.accounts.put(account.name().key(), account);
            if (account.mark() != null) {
                ownedAccounts.put(account.mark().id(), account);
            }
        }
        for (TargetGroup group : groups) {
            this.groups.put(group.name().key(), group);
            if (group.mark() != null) {
                ownedGroups.put(group.mark().id(), group);
            }
        }
        for (TargetRole role : roles) {
            this.roles.put(role.name().key(), role);
        }
    }

    public @Nullable Account account(UserName name) {
        return accounts.get(name.key());
    }

    public @Nullable TargetGroup group(GroupName name) {
        return groups.get(name.key());
    }

    public @Nullable TargetRole role(RoleName name) {
        return roles.get(name.key());
    }

    public Collection<Account> accounts() {
        return accounts.values();
    }

    public Collection<TargetGroup> groups() {
        return groups.values();
    }

    public Collection<TargetRole> roles() {
        return roles.values();
    }

    /// The accounts that carry our mark, by the id in it.
    public Map<IamId, Account> ownedAccounts() {
        return ownedAccounts;
    }

    /// The groups that carry our mark, by the id in it.
    public Map<IamId, TargetGroup> ownedGroups() {
        return ownedGroups;
    }
}
