package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The making of one plan that synchronizes: joins the chosen identities with the Manager's entries by IAM id.
/// Used once.
final class SyncPlan {
    private final Choice choice;
    private final TargetSnapshot target;
    private final PlanRules rules;
    private final Roll roll;
    private final boolean complete;
    private final Draft draft = new Draft();
    private final Numbers numbers;
    private final List<Refusal> refusals;
    private final Holders holders;

    /// Chosen users that will have an account, by id, and the name that each account will have; after
    /// [#planAccounts] also all other accounts of ours that stay.
    private final Map<IamId, UserName> accountNames = new HashMap<>();

    private final Map<IamId, IamUser> acceptedUsers = new LinkedHashMap<>();
    private final Map<IamId, IamGroup> acceptedGroups = new LinkedHashMap<>();
    private final Set<IamId> removedUsers = new HashSet<>();
    private final Set<IamId> removedGroups = new HashSet<>();
    private final Set<IamId> retired = new HashSet<>();

    /// How many members each group loses that the caller did not name.
    private final Map<TargetGroup, Integer> lost = new LinkedHashMap<>();

    SyncPlan(Choice choice, PlanInput input, boolean complete) {
        this.choice = choice;
        this.target = input.target();
        this.rules = input.rules();
        this.roll = input.roll().agreedWith(target, rules.entitlements());
        this.complete = complete;
        this.numbers = new Numbers(input.numbers(), target);
        this.refusals = new ArrayList<>(choice.refusals);
        this.holders = new Holders(target);
    }

    Plan make(List<String> notes) {
        findRemovals();
        correlateUsers();
        correlateGroups();
        planGroups();
        planAccounts();
        planMemberships();
        planManagerGroups();
        planRoles();
        new Departures(target, holders, draft)
                .plan(removedUsers, removedGroups, retired, renamedUsers(), renamedGroups());
        Guard guard = new Guard(rules.guard());
        guard.accounts(removedUsers.size(), target.ownedAccounts().size());
        guard.groups(removedGroups.size(), target.ownedGroups().size());
        lost.forEach(guard::members);
        return new Plan(
                draft.changes(),
                refusals,
                guard.holds(),
                notes,
                roll,
                choice.asked,
                numbers.newUsers(),
                numbers.newGroups());
    }

    /// A full synchronization takes out what is no longer eligible, unless the read is in doubt (decisions 14,
    /// 23).
    private void findRemovals() {
        if (!choice.everything) {
            return;
        }
        target.ownedAccounts().forEach((id, account) -> {
            if (!choice.users.containsKey(id)) {
                removeOrWithhold(ObjectKind.USER, id, account.name().value(), removedUsers);
            }
        });
        target.ownedGroups().forEach((id, group) -> {
            if (!choice.groups.containsKey(id)) {
                removeOrWithhold(ObjectKind.GROUP, id, group.name().value(), removedGroups);
            }
        });
    }

    private void removeOrWithhold(ObjectKind kind, IamId id, String name, Set<IamId> removed) {
        if (complete) {
            removed.add(id);
        } else {
            refusals.add(new Refusal(
                    kind, name, Refusal.Cause.WITHHELD, "not removed, because the read of the IAM is not complete"));
        }
    }

    private void correlateUsers() {
        Set<String> taken = new HashSet<>();
        List<IamUser> inOrder = inOrder(choice.users.values(), IamUser::name, u -> sameName(u, target));
        for (IamUser user : inOrder) {
            Account mine = target.ownedAccounts().get(user.id());
            Account holder = target.account(user.name());
            Correlation correlation = Correlation.of(
                    user.name().value(),
                    entry(mine),
                    entry(holder),
                    taken.contains(user.name().key()),
                    rules.names().brokenBy(user.name()),
                    rules.names().reserved(user.name()),
                    removedUsers);
            switch (correlation) {
                case Correlation.Refused r ->
                    refusals.add(new Refusal(ObjectKind.USER, user.name().value(), r.cause(), r.detail()));
                case Correlation.Absent absent -> acceptUser(user, absent.retire(), taken);
                case Correlation.Managed managed -> acceptUser(user, managed.retire(), taken);
            }
        }
    }

    private void acceptUser(IamUser user, @Nullable IamId retire, Set<String> taken) {
        taken.add(user.name().key());
        acceptedUsers.put(user.id(), user);
        if (retire != null) {
            retired.add(retire);
        }
    }

    private void correlateGroups() {
        Set<String> taken = new HashSet<>();
        List<IamGroup> inOrder = inOrder(choice.groups.values(), IamGroup::name, g -> sameName(g, target));
        for (IamGroup group : inOrder) {
            TargetGroup mine = target.ownedGroups().get(group.id());
            TargetGroup holder = target.group(group.name());
            Correlation correlation = Correlation.of(
                    group.name().value(),
                    entry(mine),
                    entry(holder),
                    taken.contains(group.name().key()),
                    rules.names().brokenBy(group.name()),
                    rules.names().reserved(group.name()),
                    removedGroups);
            switch (correlation) {
                case Correlation.Refused r ->
                    refusals.add(new Refusal(ObjectKind.GROUP, group.name().value(), r.cause(), r.detail()));
                case Correlation.Absent absent -> acceptGroup(group, taken);
                case Correlation.Managed managed -> acceptGroup(group, taken);
            }
        }
    }

    /// Groups that go do so before others come, so a freed name needs nothing special.
    private void acceptGroup(IamGroup group, Set<String> taken) {
        taken.add(group.name().key());
        acceptedGroups.put(group.id(), group);
    }

    /// Renamed entries first say which names stay; members follow in [#planMemberships].
    private void planGroups() {
        target.ownedGroups().forEach((id, group) -> {
            if (removedGroups.contains(id)) {
                draft.add(
                        Stage.REMOVE_GROUPS,
                        new Change.DeleteGroup(new GroupRef(id, group.name())),
                        "no longer eligible");
                return;
            }
            IamGroup accepted = acceptedGroups.get(id);
            GroupName name = accepted == null ? group.name() : accepted.name();
            draft.keep(group, id, name);
            if (accepted != null) {
                draft.describe(id, accepted.description());
            }
            if (!name.equals(group.name())) {
                draft.add(
                        Stage.RENAME,
                        new Change.RenameGroup(new GroupRef(id, group.name()), name),
                        "renamed in the IAM");
            }
        });
    }

    private void planAccounts() {
        target.ownedAccounts().forEach((id, account) -> {
            if (removedUsers.contains(id)) {
                Stage stage = retired.contains(id) ? Stage.RETIRE : Stage.REMOVE_ACCOUNTS;
                draft.add(stage, new Change.DeleteAccount(new UserRef(id, account.name())), "no longer eligible");
            } else {
                accountNames.put(id, account.name());
            }
        });
        for (IamUser user : acceptedUsers.values()) {
            accountNames.put(user.id(), user.name());
            Account mine = target.ownedAccounts().get(user.id());
            if (mine == null) {
                int number = numbers.ofUser(user.id());
                draft.add(
                        Stage.ACCOUNTS,
                        new Change.CreateAccount(
                                new UserRef(user.id(), user.name()),
                                number,
                                primaryGroup(user.id(), -1, number),
                                user.description()),
                        choice.everything ? "eligible" : "asked for");
                continue;
            }
            if (!mine.name().equals(user.name())) {
                draft.add(
                        Stage.RENAME,
                        new Change.RenameAccount(new UserRef(user.id(), mine.name()), user.name()),
                        "renamed in the IAM");
            }
            int gid = primaryGroup(user.id(), mine.gidNumber(), mine.uidNumber());
            if (gid != mine.gidNumber() || !user.description().equals(mine.description())) {
                draft.add(
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
    }

    /// The primary group is one of the user's groups (contract, 5.2). It stays as it is while the user is in
    /// it; else it is the first by name. Without any group it is the user's own number, which is no group's.
    private int primaryGroup(IamId user, int now, int own) {
        List<IamGroup> groups = choice.groupsOf.getOrDefault(user, List.of()).stream()
                .filter(group -> acceptedGroups.containsKey(group.id()))
                .sorted(Comparator.comparing(IamGroup::name))
                .toList();
        for (IamGroup group : groups) {
            if (groupNumber(group.id()) == now) {
                return now;
            }
        }
        return groups.isEmpty() ? own : groupNumber(groups.getFirst().id());
    }

    private int groupNumber(IamId id) {
        TargetGroup mine = target.ownedGroups().get(id);
        return mine != null && mine.gidNumber() >= 0 ? mine.gidNumber() : numbers.ofGroup(id);
    }

    private void planMemberships() {
        for (IamGroup group : acceptedGroups.values()) {
            TargetGroup mine = target.ownedGroups().get(group.id());
            Set<UserName> wanted = new TreeSet<>();
            boolean whole = choice.wholeGroup(group.id());
            for (IamId member : group.members()) {
                UserName name = accountNames.get(member);
                if (name != null && (whole || acceptedUsers.containsKey(member))) {
                    wanted.add(name);
                }
            }
            if (mine == null) {
                draft.add(
                        Stage.GROUPS,
                        new Change.CreateGroup(
                                new GroupRef(group.id(), group.name()),
                                numbers.ofGroup(group.id()),
                                group.description(),
                                choice.asked.contains(group.id()),
                                List.copyOf(wanted)),
                        choice.everything
                                ? "eligible"
                                : choice.asked.contains(group.id())
                                        ? "asked for"
                                        : "group of a user that was asked for");
            } else {
                wanted.removeAll(mine.members());
                wanted.forEach(name -> draft.join(group.id(), name));
            }
        }
        target.ownedGroups().forEach((id, group) -> {
            if (!removedGroups.contains(id)) {
                planLeavers(id, group);
            }
        });
    }

    /// Who is in a group of ours and should not be: only accounts of ours, and only those this plan is about.
    private void planLeavers(IamId id, TargetGroup group) {
        IamGroup iamGroup = choice.eligibleGroups.get(id);
        Predicate<IamId> belongs = iamGroup == null ? any -> false : iamGroup.members()::contains;
        boolean whole = acceptedGroups.containsKey(id) && choice.wholeGroup(id);
        for (UserName member : group.members()) {
            IamId owner = holders.ownerOf(member);
            if (owner == null) {
                continue;
            }
            if (removedUsers.contains(owner)) {
                lost.merge(group, 1, Integer::sum);
                continue;
            }
            boolean concerned = whole || acceptedUsers.containsKey(owner);
            if (concerned && complete && !belongs.test(owner)) {
                draft.leave(id, member);
                if (choice.everything || !acceptedUsers.containsKey(owner)) {
                    lost.merge(group, 1, Integer::sum);
                }
            }
        }
    }

    private void planManagerGroups() {
        ManagerGroupPlan plan = new ManagerGroupPlan(target, roll, holders, draft, refusals);
        for (IamUser user : acceptedUsers.values()) {
            Set<GroupName> wanted = new TreeSet<>();
            choice.groupsOf
                    .getOrDefault(user.id(), List.of())
                    .forEach(group -> wanted.addAll(
                            rules.entitlements().of(group.policies()).managerGroups()));
            plan.plan(user.id(), user.name(), wanted, choice.customUsers.contains(user.id()), complete);
        }
        // A user who is not named but joins a named group gets what that group gives; what other groups of
        // theirs give is not known here, so nothing is taken away.
        for (IamGroup group : acceptedGroups.values()) {
            Entitlement given = rules.entitlements().of(group.policies());
            if (choice.wholeGroup(group.id()) && !given.managerGroups().isEmpty()) {
                for (IamId member : group.members()) {
                    UserName name = accountNames.get(member);
                    if (name != null && !acceptedUsers.containsKey(member)) {
                        plan.plan(member, name, given.managerGroups(), choice.customUsers.contains(member), false);
                    }
                }
            }
        }
    }

    private void planRoles() {
        Set<RoleName> missing = new TreeSet<>();
        for (IamGroup group : acceptedGroups.values()) {
            TargetGroup mine = target.ownedGroups().get(group.id());
            Roll.GroupEntry entry = roll.groups().get(group.id());
            Set<RoleName> wanted = rules.entitlements().of(group.policies()).roles();
            Set<RoleName> found = mine == null ? Set.of() : holders.rolesOf(mine.name());
            Set<RoleName> ours = entry == null ? Set.of() : entry.granted();
            boolean custom = group.policies().stream().anyMatch(Policy.CustomPolicy.class::isInstance);
            if (custom && !ours.isEmpty()) {
                continue;
            }
            GroupRef now = new GroupRef(group.id(), group.name());
            for (RoleName role : wanted) {
                if (target.role(role) == null) {
                    missing.add(role);
                } else if (!found.contains(role)) {
                    draft.grant(role, now);
                }
            }
            for (RoleName role : ours) {
                if (complete && mine != null && found.contains(role) && !wanted.contains(role)) {
                    draft.withdraw(role, new GroupRef(group.id(), mine.name()));
                    holders.forgetRole(mine.name(), role);
                }
            }
        }
        missing.forEach(role -> refusals.add(new Refusal(
                ObjectKind.ROLE, role.value(), Refusal.Cause.NOTHING_TO_GRANT, "the Manager has no such role")));
    }

    private Map<UserName, UserRef> renamedUsers() {
        Map<UserName, UserRef> renamed = new HashMap<>();
        acceptedUsers.forEach((id, user) -> {
            Account mine = target.ownedAccounts().get(id);
            if (mine != null && !mine.name().equals(user.name())) {
                renamed.put(mine.name(), new UserRef(id, user.name()));
            }
        });
        return renamed;
    }

    private Map<GroupName, GroupRef> renamedGroups() {
        Map<GroupName, GroupRef> renamed = new HashMap<>();
        acceptedGroups.forEach((id, group) -> {
            TargetGroup mine = target.ownedGroups().get(id);
            if (mine != null && !mine.name().equals(group.name())) {
                renamed.put(mine.name(), new GroupRef(id, group.name()));
            }
        });
        return renamed;
    }

    /// Those that already bear their name come first, so that a newcomer never takes it from them; then by
    /// name.
    private static <T, N extends Comparable<N>> List<T> inOrder(
            Iterable<T> all, java.util.function.Function<T, N> name, Predicate<T> first) {
        List<T> sorted = new ArrayList<>();
        all.forEach(sorted::add);
        sorted.sort(Comparator.comparing((T t) -> !first.test(t)).thenComparing(name));
        return sorted;
    }

    private static boolean sameName(IamUser user, TargetSnapshot target) {
        Account mine = target.ownedAccounts().get(user.id());
        return mine != null && mine.name().equals(user.name());
    }

    private static boolean sameName(IamGroup group, TargetSnapshot target) {
        TargetGroup mine = target.ownedGroups().get(group.id());
        return mine != null && mine.name().equals(group.name());
    }

    private static Correlation.@Nullable Entry entry(@Nullable Account account) {
        return account == null
                ? null
                : new Correlation.Entry(
                        account.name().value(),
                        account.mark() == null ? null : account.mark().id());
    }

    private static Correlation.@Nullable Entry entry(@Nullable TargetGroup group) {
        return group == null
                ? null
                : new Correlation.Entry(
                        group.name().value(),
                        group.mark() == null ? null : group.mark().id());
    }
}
