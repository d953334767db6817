package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names that are not there although the plan counted on them, because their creation or renaming failed.
/// Later changes of the same plan leave them out, so that nothing ever mentions an entry that does not exist.
/// Not for several threads at once.
public final class Casualties {
    private final Set<UserName> users = new HashSet<>();
    private final Set<GroupName> groups = new HashSet<>();

    /// Remembers a change that failed.
    public void add(Change failed) {
        switch (failed) {
            case Change.CreateAccount c -> users.add(c.user().name());
            case Change.RenameAccount c -> users.add(c.newName());
            case Change.CreateGroup c -> groups.add(c.group().name());
            case Change.RenameGroup c -> groups.add(c.newName());
            case Change.UpdateAccount c -> {}
            case Change.DeleteAccount c -> {}
            case Change.ChangeGroup c -> {}
            case Change.DeleteGroup c -> {}
            case Change.ChangeManagerGroup c -> {}
            case Change.GrantRole c -> {}
            case Change.WithdrawRole c -> {}
        }
    }

    /// What can still be done of a change; empty if nothing is left of it.
    public Optional<Change> without(Change change) {
        if (users.isEmpty() && groups.isEmpty()) {
            return Optional.of(change);
        }
        return switch (change) {
            case Change.UpdateAccount c -> users.contains(c.user().name()) ? Optional.empty() : Optional.of(c);
            case Change.CreateGroup c ->
                Optional.of(new Change.CreateGroup(
                        c.group(), c.gidNumber(), c.description(), c.asked(), present(c.members())));
            case Change.ChangeGroup c ->
                groups.contains(c.group().name())
                        ? Optional.empty()
                        : Optional.of(new Change.ChangeGroup(
                                c.group(), present(c.add()), c.remove(), c.description(), c.oldDescription()));
            case Change.ChangeManagerGroup c -> {
                List<UserRef> add = c.add().stream()
                        .filter(user -> !users.contains(user.name()))
                        .toList();
                yield add.isEmpty() && c.remove().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Change.ChangeManagerGroup(c.group(), add, c.remove()));
            }
            case Change.GrantRole c -> {
                List<GroupRef> rest = c.groups().stream()
                        .filter(group -> !groups.contains(group.name()))
                        .toList();
                List<UserName> holders = present(c.users());
                yield rest.isEmpty() && holders.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Change.GrantRole(c.role(), rest, holders));
            }
            case Change.CreateAccount c -> Optional.of(c);
            case Change.RenameAccount c -> Optional.of(c);
            case Change.DeleteAccount c -> Optional.of(c);
            case Change.RenameGroup c -> Optional.of(c);
            case Change.DeleteGroup c -> Optional.of(c);
            case Change.WithdrawRole c -> Optional.of(c);
        };
    }

    private List<UserName> present(List<UserName> names) {
        return names.stream().filter(name -> !users.contains(name)).toList();
    }
}
