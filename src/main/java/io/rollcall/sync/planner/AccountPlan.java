package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The part of a plan about accounts: which are made, renamed, changed and removed.
final class AccountPlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;
    private final Numbers numbers;

    /// The groups that can be primary ones, by their POSIX numbers.
    private final Map<Integer, IamGroup> byNumber = new HashMap<>();

    AccountPlan(CorrelatedState correlated, PlanBuilder builder, Numbers numbers) {
        this.correlated = correlated;
        this.builder = builder;
        this.numbers = numbers;
    }

    void plan() {
        correlated.groups.values().forEach(group -> byNumber.put(groupNumber(group.id()), group));
        for (IamId id : correlated.removedUsers) {
            Account account = correlated.account(id);
            if (account != null) {
                builder.add(
                        correlated.freed.contains(id) ? Stage.RETIRE : Stage.REMOVE_ACCOUNTS,
                        new Change.DeleteAccount(new UserRef(id, account.name())),
                        "no longer eligible");
            }
        }
        for (IamId id : correlated.newlyDisabled()) {
            Account account = correlated.account(id);
            if (account != null) {
                builder.add(
                        Stage.REMOVE_ACCOUNTS,
                        new Change.DisableAccount(new UserRef(id, account.name())),
                        "no longer eligible: kept for " + correlated.rules.graceDays() + " days");
            }
        }
        for (IamUser user : correlated.users.values()) {
            Account mine = correlated.account(user.id());
            if (mine == null) {
                create(user);
            } else {
                rename(user, mine);
                update(user, mine);
            }
        }
    }

    private void create(IamUser user) {
        int number = numbers.ofUser(user.id());
        builder.add(
                Stage.ACCOUNTS,
                new Change.CreateAccount(
                        new UserRef(user.id(), user.name()),
                        number,
                        primaryGroup(user.id(), -1, number),
                        user.description()),
                correlated.selected.everything ? "eligible" : "asked for");
    }

    /// An account whose name another account takes over gets a temporary name first, so that all renames of the
    /// stage are independent of each other, even when two users swap their names.
    private void rename(IamUser user, Account mine) {
        if (mine.name().equals(user.name())) {
            return;
        }
        UserName from = mine.name();
        if (correlated.freed.contains(user.id())) {
            UserName aside = new UserName("renaming-" + mine.uidNumber());
            builder.add(
                    Stage.RETIRE,
                    new Change.RenameAccount(new UserRef(user.id(), from), aside),
                    "another user has the name in the IAM now");
            from = aside;
        }
        builder.add(
                Stage.RENAME,
                new Change.RenameAccount(new UserRef(user.id(), from), user.name()),
                "renamed in the IAM");
    }

    private void update(IamUser user, Account mine) {
        int gid = primaryGroup(user.id(), mine.gidNumber(), mine.uidNumber());
        if (mine.disabledSince() != null) {
            builder.add(
                    Stage.ACCOUNTS,
                    new Change.EnableAccount(new UserRef(user.id(), user.name()), gid, user.description()),
                    "eligible again");
        } else if (gid != mine.gidNumber() || !user.description().equals(mine.description())) {
            builder.add(
                    Stage.ACCOUNTS,
                    new Change.UpdateAccount(
                            new UserRef(user.id(), user.name()),
                            gid,
                            user.description(),
                            mine.gidNumber(),
                            mine.description()),
                    gid == mine.gidNumber() ? "other description" : "other primary group");
        }
    }

    /// The primary group is one of the user's groups (contract, 5.2). It stays as it is while the user is in it;
    /// else it is the first group by name. Without any group it is the user's own number, which belongs to no
    /// group.
    private int primaryGroup(IamId user, int now, int own) {
        IamGroup current = byNumber.get(now);
        if (current != null && current.members().contains(user)) {
            return now;
        }
        return correlated.selected.groupsOf.of(user).stream()
                .filter(group -> correlated.groups.containsKey(group.id()))
                .min(Comparator.comparing(IamGroup::name))
                .map(group -> groupNumber(group.id()))
                .orElse(own);
    }

    private int groupNumber(IamId id) {
        TargetGroup mine = correlated.group(id);
        return mine != null && mine.gidNumber() >= 0 ? mine.gidNumber() : numbers.ofGroup(id);
    }
}
