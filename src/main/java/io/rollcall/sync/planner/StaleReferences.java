package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Dangling;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Names in groups and roles whose entries were deleted, or lost their mark, by hand. What this service gave under
/// such a name is taken back before another entry gets the name, and when the IAM does not justify it any more.
/// What this service did not give stays, and the name is refused to all but its former owner.
final class StaleReferences {
    private static final String LOST =
            "the entry does not carry the mark of a synchronization any more, so it is left alone; what it got from"
                    + " synchronizations is taken back";

    private final TargetSnapshot target;
    private final Ownership ownership;

    /// Users of the ownership that have no owned entry, by the keys of their names.
    private final Map<String, List<IamId>> goneUsers = new HashMap<>();

    private final Map<String, List<IamId>> goneGroups = new HashMap<>();
    private final Set<GroupName> tableGroups;
    private final Set<RoleName> tableRoles;

    StaleReferences(TargetSnapshot target, Ownership ownership, Entitlements entitlements) {
        this.target = target;
        this.ownership = ownership;
        ownership.users().forEach((id, entry) -> {
            if (target.accountOf(id) == null) {
                put(goneUsers, entry.name().key(), id);
            }
        });
        ownership.groups().forEach((id, entry) -> {
            if (!target.ownedGroups().containsKey(id)) {
                put(goneGroups, entry.name().key(), id);
            }
        });
        tableGroups =
                entitlements.rows().flatMap(row -> row.managerGroups().stream()).collect(Collectors.toSet());
        tableRoles = entitlements.rows().flatMap(row -> row.roles().stream()).collect(Collectors.toSet());
    }

    private static void put(Map<String, List<IamId>> all, String key, IamId id) {
        all.computeIfAbsent(key, k -> new ArrayList<>(1)).add(id);
    }

    /// Whether a synchronization made an entry of that name which does not exist any more, or has lost its mark.
    boolean knows(UserName name) {
        return goneUsers.containsKey(name.key());
    }

    boolean knows(GroupName name) {
        return goneGroups.containsKey(name.key());
    }

    /// Whether a new account would get memberships that only a complete read of the IAM could remove.
    boolean isMentioned(UserName name) {
        return target.dangling().memberships(name).stream()
                .anyMatch(found -> found.group().mark() != null);
    }

    /// Why a user without an account cannot get one of that name: what else the account would hold.
    Optional<String> inheritance(IamId id, UserName name) {
        if (wasOf(id, name)) {
            return Optional.empty();
        }
        List<String> left = new ArrayList<>();
        for (Dangling.Membership found : target.dangling().memberships(name)) {
            TargetGroup group = found.group();
            if (group.mark() == null && !tableGroups.contains(group.name()) && giver(name, group.name()) == null) {
                left.add("a member of the group '" + group.name() + "'");
            }
        }
        for (Dangling.UserRole found : target.dangling().roles(name)) {
            left.add("a holder of the role '" + found.role().name() + "'");
        }
        return words(left);
    }

    /// The same for a group.
    Optional<String> inheritance(IamId id, GroupName name) {
        if (wasOf(id, name)) {
            return Optional.empty();
        }
        List<String> left = new ArrayList<>();
        for (Dangling.GroupRole found : target.dangling().roles(name)) {
            RoleName role = found.role().name();
            if (!tableRoles.contains(role) && giver(name, role) == null) {
                left.add("a holder of the role '" + role + "'");
            }
        }
        return words(left);
    }

    private static Optional<String> words(List<String> left) {
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the Manager still names an entry that was deleted, "
                                + left.stream().sorted().collect(Collectors.joining(", "))
                                + ", and no synchronization gave that: take the name out there, or the new entry would hold it");
    }

    /// Takes back what new entries would find under their names, and what remains of entries that do not exist any
    /// more.
    ///
    /// @return how many users and groups lose what remained of them
    int plan(CorrelatedState correlated, PlanBuilder builder) {
        Set<String> newNames = new HashSet<>();
        for (IamUser user : correlated.users.values()) {
            if (correlated.account(user.id()) == null) {
                newNames.add(user.name().key());
                clear(user, correlated, builder);
            }
        }
        int settled = 0;
        for (Map.Entry<IamId, Ownership.UserEntry> each : ownership.users().entrySet()) {
            IamId id = each.getKey();
            UserName name = each.getValue().name();
            if (target.accountOf(id) == null
                    && !newNames.contains(name.key())
                    && settle(id, each.getValue(), correlated, builder)) {
                settled++;
            }
        }
        newNames.clear();
        for (IamGroup group : correlated.groups.values()) {
            if (correlated.group(group.id()) == null) {
                newNames.add(group.name().key());
                clear(group, builder);
            }
        }
        for (Map.Entry<IamId, Ownership.GroupEntry> each : ownership.groups().entrySet()) {
            IamId id = each.getKey();
            GroupName name = each.getValue().name();
            if (target.ownedGroups().get(id) == null
                    && !newNames.contains(name.key())
                    && isGone(correlated, correlated.selected.groups, id)
                    && settle(id, each.getValue(), builder)) {
                settled++;
            }
        }
        return settled;
    }

    private static boolean isGone(CorrelatedState correlated, Map<IamId, ?> chosen, IamId id) {
        return correlated.selected.everything && correlated.complete && !chosen.containsKey(id);
    }

    private void clear(IamUser user, CorrelatedState correlated, PlanBuilder builder) {
        for (Dangling.Membership found : target.dangling().memberships(user.name())) {
            TargetGroup group = found.group();
            OwnerMark mark = group.mark();
            if (mark != null) {
                if (!correlated.removedGroups.contains(mark.id()) && !isMember(correlated, mark.id(), user.id())) {
                    builder.depart(found.as());
                    builder.leave(mark.id(), found.as());
                }
            } else if (!builder.joins(group.name(), user.id()) && isOurs(user.id(), user.name(), group.name())) {
                IamId giver = giver(user.name(), group.name());
                builder.leaveManagerGroup(group.name(), new UserRef(giver == null ? user.id() : giver, found.as()));
            }
        }
    }

    private static boolean isMember(CorrelatedState correlated, IamId group, IamId user) {
        IamGroup inIam = correlated.selected.eligibleGroups.get(group);
        return inIam != null && inIam.members().contains(user);
    }

    private void clear(IamGroup group, PlanBuilder builder) {
        for (Dangling.GroupRole found : target.dangling().roles(group.name())) {
            RoleName role = found.role().name();
            IamId giver = giver(group.name(), role);
            boolean ours = wasOf(group.id(), group.name()) ? giver != null : giver != null || tableRoles.contains(role);
            if (ours && !builder.grants(role, group.id())) {
                builder.withdraw(role, new GroupRef(giver == null ? group.id() : giver, found.as()));
            }
        }
    }

    private boolean isOurs(IamId id, UserName name, GroupName group) {
        boolean given = giver(name, group) != null;
        return wasOf(id, name) ? given : given || tableGroups.contains(group);
    }

    /// Takes back what remains of a user whose account was deleted, or has lost its mark.
    private boolean settle(IamId id, Ownership.UserEntry entry, CorrelatedState correlated, PlanBuilder builder) {
        boolean gone = isGone(correlated, correlated.selected.users, id);
        Account bearer = target.account(entry.name());
        boolean concerned = correlated.complete && bearer != null && correlated.selected.users.containsKey(id);
        return (gone || concerned)
                && leave(
                        id,
                        entry,
                        builder,
                        group ->
                                !correlated.removedGroups.contains(group) && (gone || !isMember(correlated, group, id)),
                        gone);
    }

    /// Takes a user out of groups that this service put the user into.
    ///
    /// @param from the owned groups that the user leaves
    /// @param managers whether the user also leaves the Manager's groups
    private boolean leave(
            IamId id, Ownership.UserEntry entry, PlanBuilder builder, Predicate<IamId> from, boolean managers) {
        boolean any = false;
        for (Dangling.Membership found : mentions(entry.name())) {
            OwnerMark mark = found.group().mark();
            if (mark != null && from.test(mark.id())) {
                builder.leave(mark.id(), found.as());
                any = true;
            } else if (mark == null
                    && managers
                    && entry.granted().contains(found.group().name())) {
                builder.leaveManagerGroup(found.group().name(), new UserRef(id, found.as()));
                any = true;
            }
        }
        return any;
    }

    private List<Dangling.Membership> mentions(UserName name) {
        Account bearer = target.account(name);
        if (bearer == null) {
            return target.dangling().memberships(name);
        }
        return target.groups().stream()
                .filter(group -> group.members().contains(bearer.name()))
                .map(group -> new Dangling.Membership(group, bearer.name()))
                .toList();
    }

    /// Takes back what remains of a group whose entry was deleted, or has lost its mark.
    private boolean settle(IamId id, Ownership.GroupEntry entry, PlanBuilder builder) {
        boolean any = false;
        for (RoleName granted : entry.granted()) {
            TargetRole role = target.role(granted);
            GroupName as = role == null
                    ? null
                    : role.groups().stream()
                            .filter(holder -> holder.key().equals(entry.name().key()))
                            .findFirst()
                            .orElse(null);
            if (as != null) {
                builder.withdraw(granted, new GroupRef(id, as));
                any = true;
            }
        }
        return any;
    }

    /// Takes back what remains of entries that are cancelled by name and not owned any more.
    ///
    /// @return entries that stay in the Manager because they have lost their mark
    List<Refusal> cancel(Selection.Named named, PlanBuilder builder) {
        List<Refusal> left = new ArrayList<>();
        ownership.users().forEach((id, entry) -> {
            if (target.accountOf(id) == null && named.users().contains(entry.name())) {
                leave(id, entry, builder, group -> true, true);
                if (target.account(entry.name()) != null) {
                    left.add(new Refusal(ObjectKind.USER, entry.name().value(), Refusal.Cause.FOREIGN, LOST));
                }
            }
        });
        ownership.groups().forEach((id, entry) -> {
            if (target.ownedGroups().get(id) == null && named.groups().contains(entry.name())) {
                settle(id, entry, builder);
                if (target.group(entry.name()) != null) {
                    left.add(new Refusal(ObjectKind.GROUP, entry.name().value(), Refusal.Cause.FOREIGN, LOST));
                }
            }
        });
        return left;
    }

    private boolean wasOf(IamId id, UserName name) {
        Ownership.UserEntry entry = ownership.users().get(id);
        return entry != null && entry.name().key().equals(name.key());
    }

    private boolean wasOf(IamId id, GroupName name) {
        Ownership.GroupEntry entry = ownership.groups().get(id);
        return entry != null && entry.name().key().equals(name.key());
    }

    /// The user for whom this service put that name into a group of the Manager; null when it did not.
    private @Nullable IamId giver(UserName name, GroupName group) {
        return goneUsers.getOrDefault(name.key(), List.of()).stream()
                .filter(id -> Objects.requireNonNull(ownership.users().get(id))
                        .granted()
                        .contains(group))
                .findFirst()
                .orElse(null);
    }

    private @Nullable IamId giver(GroupName name, RoleName role) {
        return goneGroups.getOrDefault(name.key(), List.of()).stream()
                .filter(id -> Objects.requireNonNull(ownership.groups().get(id))
                        .granted()
                        .contains(role))
                .findFirst()
                .orElse(null);
    }
}
