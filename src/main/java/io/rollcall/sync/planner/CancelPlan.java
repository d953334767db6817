package io.rollcall.sync.planner;

import io.rollcall.cluster.IamId;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes one plan that cancels (R17). It uses only what is in the Manager, so it also works for entries
/// that the IAM does not know any more. The guard is not asked: the caller named everything that is removed, a
/// group's users with the group.
final class CancelPlan {
    private final PlanInput input;
    private final TargetSnapshot target;
    private final Ownership ownership;
    private final GrantIndex grants;
    private final PlanBuilder builder = new PlanBuilder();
    private final Set<IamId> users = new HashSet<>();
    private final Set<IamId> groups = new HashSet<>();

    CancelPlan(PlanInput input) {
        this.input = input;
        this.ownership =
                input.ownership().agreedWith(input.target(), input.rules().entitlements());
        this.target = input.target().with(ownership.owed());
        this.grants = new GrantIndex(target);
    }

    Plan make(Selection.Named named) {
        Map<IamId, Account> accounts = new HashMap<>(target.disabledAccounts());
        accounts.putAll(target.ownedAccounts());
        accounts.forEach((id, account) -> {
            if (named.users().contains(account.name())) {
                users.add(id);
            }
        });
        target.ownedGroups().forEach((id, group) -> {
            if (named.groups().contains(group.name())) {
                groups.add(id);
                users.addAll(ownersOf(group));
            }
        });
        addAbandonedGroups();
        target.ownedGroups().forEach((id, group) -> {
            if (groups.contains(id)) {
                String reason = named.groups().contains(group.name())
                        ? "cancelled"
                        : "was there only because of users that are cancelled";
                builder.add(Stage.REMOVE_GROUPS, new Change.DeleteGroup(new GroupRef(id, group.name())), reason);
            } else {
                builder.keep(group, id, group.name());
            }
        });
        accounts.forEach((id, account) -> {
            if (users.contains(id)) {
                String reason = named.users().contains(account.name()) ? "cancelled" : "the user's group is cancelled";
                UserRef user = new UserRef(id, account.name());
                builder.add(Stage.REMOVE_ACCOUNTS, new Change.DeleteAccount(user), reason);
                if (target.principals() != null) {
                    PrincipalPlan.remove(builder, target.principals(), user);
                }
            }
        });
        new ReferenceCleanup(target, grants, builder, users, groups).plan(ownership.owed());
        List<Refusal> left =
                new StaleReferences(target, ownership, input.rules().entitlements()).cancel(named, builder);
        Numbers numbers = new Numbers(input, target);
        return new Plan(
                builder.changes(),
                left,
                List.of(),
                List.of(),
                ownership.before(builder.carried(), ownership.promised(), Set.of()),
                Set.of(),
                numbers.newUsers(),
                numbers.newGroups(),
                new Scope.Request.Fewer(entries(named, accounts)));
    }

    /// What is cancelled: the entries that are removed, and all else that the caller named, which may have been
    /// asked for without being in the Manager.
    private Set<Scope.Entry> entries(Selection.Named named, Map<IamId, Account> accounts) {
        Set<Scope.Entry> entries = new HashSet<>();
        Set<String> there = new HashSet<>();
        accounts.forEach((id, account) -> {
            if (users.contains(id)) {
                entries.add(new Scope.Entry(ObjectKind.USER, account.name().value(), id));
                there.add("user " + account.name().value());
            }
        });
        target.ownedGroups().forEach((id, group) -> {
            if (groups.contains(id)) {
                entries.add(new Scope.Entry(ObjectKind.GROUP, group.name().value(), id));
                there.add("group " + group.name().value());
            }
        });
        Scope.Entry.of(named)
                .filter(entry -> !there.contains(entry.kind().word() + " " + entry.name()))
                .forEach(entries::add);
        return entries;
    }

    /// Groups that no caller asked for and that lose their last synchronized member.
    private void addAbandonedGroups() {
        target.ownedGroups().forEach((id, group) -> {
            Ownership.GroupEntry entry = ownership.groups().get(id);
            Set<IamId> owners = ownersOf(group);
            if (entry != null
                    && !entry.asked()
                    && owners.stream().anyMatch(users::contains)
                    && users.containsAll(owners)) {
                groups.add(id);
            }
        });
    }

    private Set<IamId> ownersOf(TargetGroup group) {
        Set<IamId> owners = new HashSet<>();
        group.members().forEach(member -> {
            IamId owner = grants.ownerOf(member);
            if (owner != null) {
                owners.add(owner);
            }
        });
        return owners;
    }
}
