package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one read of the Manager found: all entries, owned and foreign, since names of foreign entries are taken
/// too. Look-ups compare names as the Manager does. Thread-safe.
public final class TargetSnapshot {
    private final Map<String, Account> accounts;
    private final Map<String, TargetGroup> groups;
    private final Numbering<UserName> members;
    private final Map<String, TargetRole> roles = new HashMap<>();
    private final Map<IamId, Account> ownedAccounts = new HashMap<>();
    private final Map<IamId, Account> disabledAccounts = new HashMap<>();
    private final Map<IamId, TargetGroup> ownedGroups = new HashMap<>();

    private final @Nullable Principals principals;
    private final Backlinks backlinks;
    private final @Nullable Whole whole;
    private @Nullable Dangling dangling;

    /// How much a Manager holds of which a snapshot shows only a part.
    ///
    /// @param accounts all accounts, foreign ones included
    /// @param groups all groups, likewise
    public record Whole(int accounts, int groups) {}

    /// A cluster without a realm.
    public TargetSnapshot(Collection<Account> accounts, Collection<TargetGroup> groups, Collection<TargetRole> roles) {
        this(accounts, groups, roles, Backlinks.RIGHT);
    }

    /// A cluster without a realm, on a server that may keep `memberOf`.
    public TargetSnapshot(
            Collection<Account> accounts,
            Collection<TargetGroup> groups,
            Collection<TargetRole> roles,
            Backlinks backlinks) {
        this(accounts, groups, numbering(groups), roles, null, backlinks, null);
    }

    private TargetSnapshot(
            Collection<Account> accounts,
            Collection<TargetGroup> groups,
            Numbering<UserName> members,
            Collection<TargetRole> roles,
            @Nullable Principals principals,
            Backlinks backlinks,
            @Nullable Whole whole) {
        this.principals = principals;
        this.whole = whole;
        this.backlinks = backlinks;
        this.accounts = HashMap.newHashMap(accounts.size());
        this.groups = HashMap.newHashMap(groups.size());
        this.members = members;
        for (Account account : accounts) {
            this.accounts.put(account.name().key(), account);
            if (account.mark() != null) {
                (account.disabledSince() == null ? ownedAccounts : disabledAccounts)
                        .put(account.mark().id(), account);
            }
        }
        for (TargetGroup each : groups) {
            TargetGroup group =
                    members.numbers(each.members()) ? each : each.withMembers(NumberedSet.of(each.members(), members));
            this.groups.put(group.name().key(), group);
            if (group.mark() != null) {
                ownedGroups.put(group.mark().id(), group);
            }
        }
        for (TargetRole role : roles) {
            this.roles.put(role.name().key(), role);
        }
    }

    private static Numbering<UserName> numbering(Collection<TargetGroup> groups) {
        for (TargetGroup group : groups) {
            if (group.members() instanceof NumberedSet<UserName> set) {
                return set.numbering();
            }
        }
        return new Numbering<>();
    }

    /// The numbers of all members of the groups, which all groups of one snapshot share.
    public Numbering<UserName> members() {
        return members;
    }

    /// This snapshot of a cluster that has a realm.
    public TargetSnapshot in(Principals realm) {
        return new TargetSnapshot(accounts.values(), groups.values(), members, roles.values(), realm, backlinks, whole);
    }

    /// The former snapshot where that one holds the same, or else this one: while nothing changes, each read gives
    /// the same object, and what was found out about it need not be found out again.
    public TargetSnapshot orFormer(@Nullable TargetSnapshot former) {
        return former != null && isLike(former) ? former : this;
    }

    private boolean isLike(TargetSnapshot other) {
        return accounts.equals(other.accounts)
                && roles.equals(other.roles)
                && backlinks.equals(other.backlinks)
                && Objects.equals(principals, other.principals)
                && Objects.equals(whole, other.whole)
                && hasGroupsOf(other);
    }

    private boolean hasGroupsOf(TargetSnapshot other) {
        if (groups.size() != other.groups.size()) {
            return false;
        }
        if (!members.isLike(other.members)) {
            return groups.equals(other.groups);
        }
        for (Map.Entry<String, TargetGroup> group : groups.entrySet()) {
            TargetGroup like = other.groups.get(group.getKey());
            if (like == null || !isLike(group.getValue(), like)) {
                return false;
            }
        }
        return true;
    }

    /// For groups whose members have the same numbers.
    private static boolean isLike(TargetGroup group, TargetGroup other) {
        return group.members() instanceof NumberedSet<UserName> members
                && other.members() instanceof NumberedSet<UserName> others
                && members.hasNumbersOf(others)
                && group.withMembers(Set.of()).equals(other.withMembers(Set.of()));
    }

    /// What of this snapshot a plan has to know that is about few users: their entries, whatever bears their
    /// names, and the groups and roles that mention them, with those members alone.
    ///
    /// @param held how much the whole Manager holds
    public TargetSnapshot about(Concern concern, Whole held) {
        Set<String> names = Concern.keys(concern.users());
        List<Account> some = accounts.values().stream()
                .filter(account -> concern.isAbout(account, names))
                .toList();
        some.forEach(account -> names.add(account.name().key()));
        Set<String> groupNames = new HashSet<>();
        concern.groups().forEach(name -> groupNames.add(name.key()));
        List<TargetGroup> theirs = new ArrayList<>();
        for (TargetGroup group : groups.values()) {
            Set<UserName> mentioned = only(group.members(), names);
            if ((concern.mentions() && !mentioned.isEmpty()) || concern.isAbout(group, groupNames)) {
                theirs.add(group.withMembers(mentioned));
                groupNames.add(group.name().key());
            }
        }
        List<TargetRole> holding = roles.values().stream()
                .map(role -> new TargetRole(
                        role.name(),
                        role.groups().stream()
                                .filter(group -> groupNames.contains(group.key()))
                                .collect(Collectors.toSet()),
                        only(role.users(), names)))
                .toList();
        return new TargetSnapshot(some, theirs, new Numbering<>(), holding, principals, Backlinks.RIGHT, held);
    }

    private static Set<UserName> only(Set<UserName> names, Set<String> keys) {
        return names.stream().filter(name -> keys.contains(name.key())).collect(Collectors.toSet());
    }

    /// Whether this is all that the Manager holds, and not only what concerns few users.
    public boolean isWhole() {
        return whole == null;
    }

    /// How many accounts the Manager holds, foreign ones and those that this snapshot does not show included.
    public int accountCount() {
        return whole == null ? accounts.size() : whole.accounts();
    }

    /// How many groups the Manager holds, likewise.
    public int groupCount() {
        return whole == null ? groups.size() : whole.groups();
    }

    public Backlinks backlinks() {
        return backlinks;
    }

    /// This snapshot as if its owned entries held these rights too.
    public TargetSnapshot with(Set<Right> rights) {
        if (rights.isEmpty()) {
            return this;
        }
        Map<String, Set<UserName>> joining = new HashMap<>();
        Map<String, Set<GroupName>> roleGroups = new HashMap<>();
        Map<String, Set<UserName>> roleUsers = new HashMap<>();
        for (Right right : rights) {
            switch (right) {
                case Right.GroupRole r -> {
                    TargetGroup holder = ownedGroups.get(r.holder());
                    if (holder != null) {
                        roleGroups
                                .computeIfAbsent(r.role().key(), k -> new HashSet<>())
                                .add(holder.name());
                    }
                }
                case Right.UserRole r -> {
                    Account holder = ownedAccounts.get(r.holder());
                    if (holder != null) {
                        roleUsers
                                .computeIfAbsent(r.role().key(), k -> new HashSet<>())
                                .add(holder.name());
                    }
                }
                case Right.Membership r -> {
                    Account holder = ownedAccounts.get(r.holder());
                    if (holder != null) {
                        joining.computeIfAbsent(r.group().key(), k -> new HashSet<>())
                                .add(holder.name());
                    }
                }
            }
        }
        return new TargetSnapshot(
                accounts.values(),
                groups.values().stream()
                        .map(group -> group.withMembers(
                                both(group.members(), joining.get(group.name().key()))))
                        .toList(),
                // The numbers of this snapshot may be in use elsewhere, and a name may be new in them.
                new Numbering<>(),
                roles.values().stream()
                        .map(role -> new TargetRole(
                                role.name(),
                                both(role.groups(), roleGroups.get(role.name().key())),
                                both(role.users(), roleUsers.get(role.name().key()))))
                        .toList(),
                principals,
                backlinks,
                whole);
    }

    private static <T> Set<T> both(Set<T> some, @Nullable Set<T> others) {
        if (others == null) {
            return some;
        }
        Set<T> all = new HashSet<>(some);
        all.addAll(others);
        return all;
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

    /// The principals of the cluster's realm; null where it has none, and none are planned.
    public @Nullable Principals principals() {
        return principals;
    }

    /// Which names are mentioned that no entry bears. Computed on first use, since that visits every membership.
    public synchronized Dangling dangling() {
        if (dangling == null) {
            dangling = new Dangling(this);
        }
        return dangling;
    }

    /// The owned accounts that are disabled, until they are deleted or their users return, by IAM id.
    public Map<IamId, Account> disabledAccounts() {
        return disabledAccounts;
    }

    /// The users for whom there is an owned account, in use or disabled.
    public Set<IamId> ownedOrDisabled() {
        Set<IamId> ids = new HashSet<>(ownedAccounts.keySet());
        ids.addAll(disabledAccounts.keySet());
        return ids;
    }

    /// The owned account that stands for this user, in use or disabled.
    public @Nullable Account accountOf(IamId id) {
        Account inUse = ownedAccounts.get(id);
        return inUse == null ? disabledAccounts.get(id) : inUse;
    }

    /// The accounts in use that carry this cluster's mark, by the id in it.
    public Map<IamId, Account> ownedAccounts() {
        return ownedAccounts;
    }

    /// The groups that carry this cluster's mark, by the id in it.
    public Map<IamId, TargetGroup> ownedGroups() {
        return ownedGroups;
    }
}
