package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.plan.Removals;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Principals;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The selected identities of the IAM, joined with the Manager's entries by IAM id: which entries stay, which are
/// new, which are removed, and under which name. The parts of a plan read it.
final class CorrelatedState {
    private static final String WITHHELD =
            "groups still name an entry that was deleted, and because the read of the IAM is"
                    + " not complete, the name cannot be taken out of them";

    final SelectedIdentities selected;
    final TargetSnapshot target;
    final PlanRules rules;
    final Ownership ownership;
    final GrantIndex grants;
    final StaleReferences stale;

    /// Whether the read of the IAM justifies removals.
    final boolean complete;

    /// Removals that are due and were not released.
    final Removals kept;

    /// What cannot be done; the parts of the plan add to it.
    final List<Refusal> refusals;

    /// The selected users that can be in the Manager. A user that cannot be renamed stays under the old name, and
    /// is up to date otherwise.
    final Map<IamId, IamUser> users = new LinkedHashMap<>();

    /// The selected groups that can be in the Manager, likewise.
    final Map<IamId, IamGroup> groups = new LinkedHashMap<>();

    final Set<IamId> removedUsers = new HashSet<>();

    /// Users whose accounts are disabled after this plan and stay for the grace period: disabled before or now.
    final Set<IamId> disabledUsers = new HashSet<>();

    final Set<IamId> removedGroups = new HashSet<>();

    /// Users whose names have to be free before any account is renamed.
    final Set<IamId> freed = new HashSet<>();

    final Set<IamId> freedGroups = new HashSet<>();

    /// Every owned account in use after the plan, with its name then.
    final Map<IamId, UserName> accountNames = new HashMap<>();

    CorrelatedState(
            SelectedIdentities selected,
            TargetSnapshot target,
            Ownership ownership,
            PlanRules rules,
            boolean complete,
            LocalDate today,
            Removals kept) {
        this.selected = selected;
        this.target = target;
        this.rules = rules;
        this.ownership = ownership;
        this.complete = complete;
        this.kept = kept;
        this.grants = new GrantIndex(target);
        this.stale = new StaleReferences(target, ownership, rules.entitlements());
        this.refusals = new ArrayList<>(selected.refusals);
        findRemovals(today);
        kept.members().forEach((id, names) -> nameKept(id, names.size()));
        matchUsers();
        matchGroups();
        refuseHeirs();
        target.ownedAccounts().forEach((id, account) -> {
            if (!removedUsers.contains(id) && !disabledUsers.contains(id)) {
                accountNames.put(id, account.name());
            }
        });
        users.forEach((id, user) -> accountNames.put(id, user.name()));
    }

    @Nullable
    Account account(IamId id) {
        return target.accountOf(id);
    }

    @Nullable
    TargetGroup group(IamId id) {
        return target.ownedGroups().get(id);
    }

    /// The name after the plan of an owned group that stays.
    GroupName nameAfter(IamId id, TargetGroup group) {
        IamGroup accepted = groups.get(id);
        return accepted == null ? group.name() : accepted.name();
    }

    /// A full synchronization removes what is no longer eligible, unless the read is in doubt (R14, R23).
    private void findRemovals(LocalDate today) {
        if (!selected.everything) {
            return;
        }
        target.ownedAccounts().forEach((id, account) -> {
            if (!selected.users.containsKey(id)) {
                Set<IamId> leaving = rules.removes(null, today) ? removedUsers : disabledUsers;
                removeOrWithhold(ObjectKind.USER, id, account.name().value(), leaving);
            }
        });
        target.disabledAccounts().forEach((id, account) -> {
            if (selected.users.containsKey(id)) {
                return;
            }
            if (rules.removes(account.disabledSince(), today)) {
                removeOrWithhold(ObjectKind.USER, id, account.name().value(), removedUsers);
                if (kept.hasUser(id)) {
                    disabledUsers.add(id);
                }
            } else if (complete) {
                disabledUsers.add(id);
            }
        });
        target.ownedGroups().forEach((id, group) -> {
            if (!selected.groups.containsKey(id)) {
                removeOrWithhold(ObjectKind.GROUP, id, group.name().value(), removedGroups);
            }
        });
    }

    /// Whether a user stays in an owned group because the removal from it was not released.
    boolean keeps(IamId group, IamId member) {
        Account account = account(member);
        return kept.groups().contains(group)
                || kept.hasUser(member)
                || (account != null && kept.membersOf(group).contains(account.name()));
    }

    /// The users whose accounts this plan disables.
    Set<IamId> newlyDisabled() {
        Set<IamId> ids = new HashSet<>(disabledUsers);
        ids.retainAll(target.ownedAccounts().keySet());
        return ids;
    }

    private void nameKept(IamId id, int members) {
        TargetGroup group = group(id);
        if (group != null) {
            refusals.add(new Refusal(
                    ObjectKind.GROUP,
                    group.name().value(),
                    Refusal.Cause.HELD_BACK,
                    members + " members do not leave: they were not among the removals that were released"));
        }
    }

    private void removeOrWithhold(ObjectKind kind, IamId id, String name, Set<IamId> removed) {
        boolean isKept =
                kind == ObjectKind.USER ? kept.hasUser(id) : kept.groups().contains(id);
        if (isKept) {
            refusals.add(new Refusal(
                    kind,
                    name,
                    Refusal.Cause.HELD_BACK,
                    "not removed: it was not among the removals that were released"));
        } else if (complete) {
            removed.add(id);
        } else {
            refusals.add(new Refusal(
                    kind, name, Refusal.Cause.WITHHELD, "not removed, because the read of the IAM is not complete"));
        }
    }

    private void matchUsers() {
        Matching matching = new Matching(
                ObjectKind.USER,
                selected.users.values().stream()
                        .map(user -> new Correlation.Candidate(
                                user.id(),
                                user.name().value(),
                                user.name().key(),
                                entry(account(user.id())),
                                holder(user.name()),
                                rules.names().brokenBy(user.name()),
                                rules.names().reservedBy(user.name())))
                        .toList(),
                removedUsers);
        refusals.addAll(matching.refusals);
        freed.addAll(matching.freed);
        selected.users.forEach((id, user) -> {
            Account mine = account(id);
            if (matching.accepted.contains(id)) {
                users.put(id, user);
            } else if (mine != null) {
                users.put(id, new IamUser(id, mine.name(), user.enabled(), user.description()));
            }
        });
        int room = rules.quotas().users() - target.accountCount() + removedUsers.size();
        keepToQuota(
                users,
                id -> account(id) != null,
                ObjectKind.USER,
                room,
                user -> user.name().value());
    }

    private void matchGroups() {
        Matching matching = new Matching(
                ObjectKind.GROUP,
                selected.groups.values().stream()
                        .map(group -> new Correlation.Candidate(
                                group.id(),
                                group.name().value(),
                                group.name().key(),
                                entry(group(group.id())),
                                entry(target.group(group.name())),
                                rules.names().brokenBy(group.name()),
                                rules.names().reservedBy(group.name())))
                        .toList(),
                removedGroups);
        refusals.addAll(matching.refusals);
        freedGroups.addAll(matching.freed);
        selected.groups.forEach((id, group) -> {
            TargetGroup mine = group(id);
            if (matching.accepted.contains(id)) {
                groups.put(id, group);
            } else if (mine != null) {
                groups.put(id, new IamGroup(id, mine.name(), group.description(), group.members(), group.policies()));
            }
        });
        int room = rules.quotas().groups() - target.groupCount() + removedGroups.size();
        keepToQuota(
                groups,
                id -> group(id) != null,
                ObjectKind.GROUP,
                room,
                group -> group.name().value());
    }

    /// Refuses new users and groups that would hold what an entry of their name left behind.
    private void refuseHeirs() {
        users.values()
                .removeIf(user -> account(user.id()) == null
                        && refused(ObjectKind.USER, user.name().value(), stale.inheritance(user.id(), user.name())));
        groups.values()
                .removeIf(group -> group(group.id()) == null
                        && refused(
                                ObjectKind.GROUP, group.name().value(), stale.inheritance(group.id(), group.name())));
        if (!complete) {
            users.values()
                    .removeIf(user -> account(user.id()) == null
                            && stale.isMentioned(user.name())
                            && refused(ObjectKind.USER, user.name().value(), Optional.of(WITHHELD)));
        }
    }

    private boolean refused(ObjectKind kind, String name, Optional<String> why) {
        why.ifPresent(detail -> refusals.add(new Refusal(kind, name, Refusal.Cause.INHERITS, detail)));
        return why.isPresent();
    }

    /// Refuses new entries beyond the Manager's quota, the last in the order of their ids.
    private <T> void keepToQuota(
            Map<IamId, T> chosen, Predicate<IamId> isThere, ObjectKind kind, int room, Function<T, String> name) {
        List<IamId> newcomers =
                chosen.keySet().stream().filter(isThere.negate()).sorted().toList();
        for (IamId id : newcomers.subList(Math.clamp(room, 0, newcomers.size()), newcomers.size())) {
            T refused = Objects.requireNonNull(chosen.remove(id));
            refusals.add(new Refusal(
                    kind,
                    name.apply(refused),
                    Refusal.Cause.QUOTA,
                    "the Manager can hold no more " + kind.word() + "s: the limit is "
                            + (kind == ObjectKind.USER
                                    ? rules.quotas().users()
                                    : rules.quotas().groups())));
        }
    }

    /// Refuses new entries for which no POSIX number is left, users before groups, the last in the order of their
    /// ids.
    void keepToNumbers(Numbers numbers) {
        List<IamId> newUsers = users.keySet().stream()
                .filter(id -> account(id) == null && numbers.isNewUser(id))
                .sorted()
                .toList();
        List<IamId> newGroups = groups.keySet().stream()
                .filter(id -> group(id) == null && numbers.isNewGroup(id))
                .sorted()
                .toList();
        int left = numbers.left(newUsers.size() + newGroups.size());
        int forGroups = Math.min(left, newGroups.size());
        for (IamId id : newGroups.subList(forGroups, newGroups.size())) {
            IamGroup refused = Objects.requireNonNull(groups.remove(id));
            refuseNumber(ObjectKind.GROUP, refused.name().value());
        }
        for (IamId id : newUsers.subList(Math.min(left - forGroups, newUsers.size()), newUsers.size())) {
            IamUser refused = Objects.requireNonNull(users.remove(id));
            accountNames.remove(id);
            refuseNumber(ObjectKind.USER, refused.name().value());
        }
    }

    private void refuseNumber(ObjectKind kind, String name) {
        refusals.add(new Refusal(
                kind,
                name,
                Refusal.Cause.QUOTA,
                "no POSIX number is left from " + rules.numbers()
                        + ": 'numbers' of the cluster's configuration can say more of them"));
    }

    /// The entry that bears the name; where the cluster has a realm, also a principal without an account.
    private Correlation.@Nullable Entry holder(UserName name) {
        Principals principals = target.principals();
        Account account = target.account(name);
        UserName foreign = account == null && principals != null ? principals.foreign(name) : null;
        return foreign == null
                ? entry(account)
                : new Correlation.Entry(
                        foreign.value(),
                        null,
                        false,
                        "the realm already has a principal '" + foreign
                                + "', which was not made by a synchronization (the directory has no such entry)");
    }

    private Correlation.@Nullable Entry entry(@Nullable Account account) {
        return account == null
                ? null
                : new Correlation.Entry(
                        account.name().value(),
                        owner(account.mark()),
                        account.disabledSince() != null,
                        foreign(account.name().value(), account.provenance(), stale.knows(account.name())));
    }

    private Correlation.@Nullable Entry entry(@Nullable TargetGroup group) {
        return group == null
                ? null
                : new Correlation.Entry(
                        group.name().value(),
                        owner(group.mark()),
                        false,
                        foreign(group.name().value(), group.provenance(), stale.knows(group.name())));
    }

    /// @param known whether a synchronization made an entry of that name whose mark is not visible any more
    private static String foreign(String name, @Nullable Provenance provenance, boolean known) {
        return switch (provenance) {
            case Provenance.OtherCluster other ->
                "'" + name + "' in the Manager carries the mark of the cluster '" + other.cluster()
                        + "'; if that is this cluster's former id, take it over with 'rollcall adopt --from "
                        + other.cluster()
                        + "'";
            case Provenance.Misplaced misplaced ->
                "'" + name + "' carries the mark of a synchronization, but is at '" + misplaced.place()
                        + "', where no synchronization put it: move it back, or delete it";
            case null ->
                known
                        ? "'" + name + "' in the Manager was made by a synchronization and does not carry its mark any"
                                + " more: put the mark back, or delete the entry, or let the login read 'labeledURI'"
                        : "the Manager already has '" + name + "', which was not made by a synchronization";
        };
    }

    private static @Nullable IamId owner(@Nullable OwnerMark mark) {
        return mark == null ? null : mark.id();
    }
}
