package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The changes of one run that failed, and what follows from them for the later changes: an account without an
/// entry joins no group, no entry is deleted or renamed while something still mentions its name, no name is given
/// twice, and an entry that could not be renamed gets under its old name what was meant for the new one (R24,
/// R25). Not thread-safe; confined to one run.
public final class FailedDependencies {
    /// Names, as compared by a Manager, that should exist by now and do not.
    private final Set<String> missingUsers = new HashSet<>();

    private final Set<String> missingGroups = new HashSet<>();

    /// Names that something in the Manager still mentions, although it should not by now, or that an entry still
    /// bears although it should have given them up.
    private final Set<String> heldUsers = new HashSet<>();

    private final Set<String> heldGroups = new HashSet<>();

    /// Names that an account should have got and did not, with the name that it still bears: later changes use
    /// that name.
    private final Map<String, UserName> keptUserNames = new HashMap<>();

    private final Map<String, GroupName> keptGroupNames = new HashMap<>();

    /// The names of the accounts that could not be renamed: the one before the first rename that failed.
    private final Map<IamId, UserName> userNames = new HashMap<>();

    private final Map<IamId, GroupName> groupNames = new HashMap<>();

    /// Whether a group remains that should have been deleted. The plan does not list its members, and some of them
    /// may be due for deletion or a new name; so no account is deleted or renamed.
    private boolean groupStays;

    private boolean anyFailed;

    /// Records that a change was not made. Changes have to come in the order of their plan.
    public void add(Change failed) {
        anyFailed = true;
        switch (failed) {
            case Change.CreateAccount c -> missingUsers.add(c.user().name().key());
            case Change.UpdateAccount c -> {}
            case Change.RenameAccount c -> {
                heldUsers.add(c.user().name().key());
                missingUsers.add(c.newName().key());
                userNames.putIfAbsent(c.user().id(), c.user().name());
                keptUserNames.put(c.newName().key(), userNames.get(c.user().id()));
            }
            // An account without a principal gets no rights either: the next owner of the name would get them.
            case Change.CreatePrincipal c -> missingUsers.add(c.user().name().key());
            case Change.DeletePrincipal c -> heldUsers.add(c.user().name().key());
            // An account without groups and roles blocks no other change.
            case Change.DisableAccount c -> {}
            case Change.EnableAccount c -> missingUsers.add(c.user().name().key());
            case Change.DeleteAccount c -> heldUsers.add(c.user().name().key());
            case Change.CreateGroup c -> missingGroups.add(c.group().name().key());
            case Change.ChangeGroup c -> c.remove().forEach(name -> heldUsers.add(name.key()));
            case Change.RenameGroup c -> {
                heldGroups.add(c.group().name().key());
                missingGroups.add(c.newName().key());
                groupNames.putIfAbsent(c.group().id(), c.group().name());
                keptGroupNames.put(c.newName().key(), groupNames.get(c.group().id()));
            }
            case Change.DeleteGroup c -> {
                heldGroups.add(c.group().name().key());
                groupStays = true;
            }
            case Change.ChangeManagerGroup c ->
                c.remove().forEach(user -> heldUsers.add(user.name().key()));
            case Change.AdoptAccount c -> {}
            case Change.AdoptGroup c -> {}
            case Change.RepairBacklinks c -> {}
            case Change.ClearBacklinks c -> {}
            case Change.GrantRole c -> {}
            case Change.WithdrawRole c -> {
                c.groups().forEach(group -> heldGroups.add(group.name().key()));
                c.users().forEach(name -> heldUsers.add(name.key()));
            }
        }
    }

    /// What can still be made of a change: the change itself, a smaller one, or nothing. When it is nothing,
    /// the change has failed too and has to be added.
    public Optional<Change> without(Change change) {
        return anyFailed ? withoutFailed(change) : Optional.of(change);
    }

    private Optional<Change> withoutFailed(Change change) {
        return switch (change) {
            case Change.CreateAccount c -> given(change, free(c.user().name()));
            case Change.UpdateAccount c ->
                given(
                        new Change.UpdateAccount(
                                now(c.user()), c.gidNumber(), c.description(), c.oldGidNumber(), c.oldDescription()),
                        there(c.user().name()));
            case Change.RenameAccount c ->
                given(change, hasItsName(c.user()) && free(c.user().name()) && free(c.newName()) && !groupStays);
            case Change.CreatePrincipal c ->
                given(change, hasItsName(c.user()) && free(c.user().name()));
            case Change.DeletePrincipal c -> Optional.of(c);
            case Change.DisableAccount c -> Optional.of(c);
            case Change.AdoptAccount c -> Optional.of(c);
            case Change.AdoptGroup c -> Optional.of(c);
            case Change.EnableAccount c ->
                given(
                        new Change.EnableAccount(now(c.user()), c.gidNumber(), c.description()),
                        there(c.user().name()));
            case Change.DeleteAccount c -> given(change, free(c.user().name()) && !groupStays);
            case Change.CreateGroup c ->
                given(
                        new Change.CreateGroup(
                                c.group(), c.gidNumber(), c.description(), c.asked(), thereOf(c.members())),
                        free(c.group().name()));
            case Change.ChangeGroup c -> {
                List<UserName> add = thereOf(c.add());
                boolean described = !c.description().equals(c.oldDescription());
                yield given(
                        new Change.ChangeGroup(now(c.group()), add, c.remove(), c.description(), c.oldDescription()),
                        there(c.group().name())
                                && (described || !add.isEmpty() || !c.remove().isEmpty()));
            }
            case Change.RenameGroup c ->
                given(
                        change,
                        there(c.group().name())
                                && !keptGroupNames.containsKey(c.group().name().key())
                                && free(c.group().name())
                                && free(c.newName()));
            // The memberships are deleted with the group; only what mentions the group itself has to be removed
            // before.
            case Change.DeleteGroup c -> given(change, free(c.group().name()));
            case Change.ChangeManagerGroup c -> {
                List<UserRef> add = thereOfRefs(c.add());
                yield given(
                        new Change.ChangeManagerGroup(c.group(), add, c.remove(), c.carried()),
                        !add.isEmpty() || !c.remove().isEmpty());
            }
            case Change.GrantRole c -> {
                List<GroupRef> groups = c.groups().stream()
                        .filter(group -> there(group.name()))
                        .map(this::now)
                        .toList();
                List<UserRef> users = thereOfRefs(c.users());
                yield given(
                        new Change.GrantRole(c.role(), groups, users, c.carried()),
                        !groups.isEmpty() || !users.isEmpty());
            }
            case Change.RepairBacklinks c -> given(change, there(c.group().name()));
            case Change.ClearBacklinks c -> Optional.of(c);
            case Change.WithdrawRole c -> Optional.of(c);
        };
    }

    private static Optional<Change> given(Change change, boolean possible) {
        return possible ? Optional.of(change) : Optional.empty();
    }

    private List<UserName> thereOf(List<UserName> names) {
        return names.stream().filter(this::there).map(this::now).toList();
    }

    private List<UserRef> thereOfRefs(List<UserRef> users) {
        return users.stream().filter(user -> there(user.name())).map(this::now).toList();
    }

    /// Whether the account exists by now, under that name or under the one before.
    private boolean there(UserName name) {
        return keptUserNames.containsKey(name.key()) || !missingUsers.contains(name.key());
    }

    private boolean there(GroupName name) {
        return keptGroupNames.containsKey(name.key()) || !missingGroups.contains(name.key());
    }

    private boolean hasItsName(UserRef user) {
        return !missingUsers.contains(user.name().key());
    }

    /// The name that an account bears instead of one that could not be given.
    private UserName now(UserName name) {
        return keptUserNames.getOrDefault(name.key(), name);
    }

    private UserRef now(UserRef user) {
        return new UserRef(user.id(), now(user.name()));
    }

    private GroupRef now(GroupRef group) {
        return new GroupRef(group.id(), keptGroupNames.getOrDefault(group.name().key(), group.name()));
    }

    private boolean free(UserName name) {
        return !heldUsers.contains(name.key());
    }

    private boolean free(GroupName name) {
        return !heldGroups.contains(name.key());
    }
}
