package io.rollcall.operation.store;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.Result;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the request that repeats only what was not done: the users and groups of the rows that failed, were
/// refused, or were left out.
final class Retry {
    private final Command command;
    private final Set<UserName> users = new TreeSet<>();
    private final Set<GroupName> groups = new TreeSet<>();

    /// Whether a row cannot be asked for by name.
    private boolean nameless;

    /// @param command what the operation was asked to do
    Retry(Command command) {
        this.command = command;
    }

    /// Adds a row that was not done.
    ///
    /// @param change null for a refusal
    void add(Result row, @Nullable Change change) {
        if (change != null) {
            add(change);
        } else if (row.outcome() == Result.Outcome.SKIPPED) {
            // A removal that an incomplete read did not justify.
            nameless = true;
        } else if (row.name().indexOf(Text.UNREADABLE) >= 0) {
            // A name of the IAM that cannot be written cannot be asked for.
            nameless = true;
        } else {
            switch (row.kind()) {
                case USER, PRINCIPAL -> users.add(new UserName(row.name()));
                case GROUP -> groups.add(new GroupName(row.name()));
                case ROLE -> nameless = true;
            }
        }
    }

    private void add(Change change) {
        switch (change) {
            case Change.CreateAccount c -> users.add(c.user().name());
            case Change.UpdateAccount c -> users.add(c.user().name());
            case Change.RenameAccount c -> users.add(c.newName());
            case Change.CreateGroup c -> groups.add(c.group().name());
            case Change.ChangeGroup c -> groups.add(c.group().name());
            case Change.RenameGroup c -> groups.add(c.newName());
            case Change.ChangeManagerGroup c -> {
                c.add().stream().map(UserRef::name).forEach(users::add);
                c.remove().stream().map(UserRef::name).forEach(users::add);
            }
            case Change.GrantRole c -> {
                c.groups().forEach(group -> groups.add(group.name()));
                c.users().forEach(user -> users.add(user.name()));
            }
            case Change.WithdrawRole c -> {
                c.groups().forEach(group -> groups.add(group.name()));
                users.addAll(c.users());
            }
            // Only a synchronization of everything looks for these.
            case Change.RepairBacklinks c -> nameless = true;
            case Change.ClearBacklinks c -> nameless = true;
            case Change.AdoptAccount c -> nameless = true;
            case Change.AdoptGroup c -> nameless = true;
            case Change.DisableAccount c -> remove(c.user().name());
            case Change.EnableAccount c -> users.add(c.user().name());
            case Change.DeleteAccount c -> remove(c.user().name());
            case Change.DeleteGroup c -> {
                nameless |= command instanceof Command.Synchronize;
                groups.add(c.group().name());
            }
            case Change.CreatePrincipal c -> users.add(c.user().name());
            case Change.DeletePrincipal c -> remove(c.user().name());
        }
    }

    /// A user that a synchronization removes is not in the IAM any more, and so cannot be named.
    private void remove(UserName user) {
        nameless |= command instanceof Command.Synchronize;
        users.add(user);
    }

    /// The command; the whole one where names are not enough. That wastes nothing: what was done already is found
    /// done and not written again.
    Command command() {
        if (nameless || (users.isEmpty() && groups.isEmpty())) {
            return command;
        }
        Selection.Named named = Selection.Named.of(users, groups);
        return switch (command) {
            case Command.Synchronize all -> new Command.Synchronize(named);
            case Command.Cancel some -> new Command.Cancel(named);
            case Command.Adopt adopt -> adopt;
        };
    }
}
