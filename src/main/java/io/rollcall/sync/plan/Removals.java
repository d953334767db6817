package io.rollcall.sync.plan;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Accounts, groups and memberships that are removed by a plan that a person released, or that must not be removed
/// without one.
///
/// @param deleted accounts that are deleted
/// @param disabled accounts that are put out of use
/// @param groups groups that are deleted
/// @param members which users leave which remaining group
public record Removals(Set<IamId> deleted, Set<IamId> disabled, Set<IamId> groups, Map<IamId, Set<UserName>> members) {
    /// Nothing.
    public static final Removals NONE = new Removals(Set.of(), Set.of(), Set.of(), Map.of());

    public Removals {
        deleted = Set.copyOf(deleted);
        disabled = Set.copyOf(disabled);
        groups = Set.copyOf(groups);
        members = Map.copyOf(members);
    }

    /// What the changes of a plan take away.
    public static Removals of(Collection<Change> changes) {
        Set<IamId> deleted = new HashSet<>();
        Set<IamId> disabled = new HashSet<>();
        Set<IamId> groups = new HashSet<>();
        Map<IamId, Set<UserName>> members = new HashMap<>();
        for (Change change : changes) {
            switch (change) {
                case Change.DeleteAccount c -> deleted.add(c.user().id());
                case Change.DisableAccount c -> disabled.add(c.user().id());
                case Change.DeleteGroup c -> groups.add(c.group().id());
                case Change.ChangeGroup c ->
                    members.computeIfAbsent(c.group().id(), g -> new HashSet<>())
                            .addAll(c.remove());
                case Change.CreateAccount _,
                        Change.UpdateAccount _,
                        Change.RenameAccount _,
                        Change.EnableAccount _,
                        Change.AdoptAccount _,
                        Change.AdoptGroup _,
                        Change.CreatePrincipal _,
                        Change.DeletePrincipal _,
                        Change.CreateGroup _,
                        Change.RenameGroup _,
                        Change.ChangeManagerGroup _,
                        Change.RepairBacklinks _,
                        Change.ClearBacklinks _,
                        Change.GrantRole _,
                        Change.WithdrawRole _ -> {}
            }
        }
        return new Removals(deleted, disabled, groups, members);
    }

    /// Whether the person saw that removal. A person who saw the account deleted has seen it disabled, too.
    public boolean covers(IamId user, boolean delete) {
        return deleted.contains(user) || (!delete && disabled.contains(user));
    }

    public Set<UserName> membersOf(IamId group) {
        return members.getOrDefault(group, Set.of());
    }

    /// Whether it contains the account, deleted or disabled.
    public boolean hasUser(IamId user) {
        return deleted.contains(user) || disabled.contains(user);
    }
}
