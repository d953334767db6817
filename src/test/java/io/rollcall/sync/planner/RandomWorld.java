package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.NumberRange;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// An IAM and a Manager made from a seed, small and full of trouble: names that clash, break rules and are
/// given twice, every policy of the table, foreign entries and changes by hand on both sides.
public final class RandomWorld {
    private static final List<String> USERS = List.of(
            "alice", "Alice", "bob", "BOB", "carol", "dave", "erin", "frank", "grace", "x", "a.b", "hdfs", "heidi i");
    private static final List<String> GROUPS = List.of(
            "analysts", "Analysts", "ops", "dev", "g1", "g2", "hadoop", "bad.name", "team a", "supergroup", "qa");
    private static final List<Policy> POLICIES = List.of(
            SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS),
            SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS),
            SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS),
            SystemPolicies.named(SystemPolicies.FULL_ACCESS),
            SystemPolicies.named(SystemPolicies.MRS_ADMINISTRATOR),
            SystemPolicies.named(SystemPolicies.TENANT_ADMINISTRATOR),
            SystemPolicies.named(SystemPolicies.SERVER_ADMINISTRATOR),
            SystemPolicies.named(SystemPolicies.TENANT_GUEST),
            new Policy.CustomPolicy("jobs", List.of(Statement.allow("mrs:job:*"))),
            new Policy.CustomPolicy("buckets", List.of(Statement.allow("obs:*:*"))),
            new Policy.CustomPolicy("never", List.of(Statement.deny("mrs:*:*"))));
    private static final List<String> ROLES = List.of(
            "Manager_administrator",
            "Manager_auditor",
            "Manager_operator",
            "Manager_tenant",
            "Manager_viewer",
            "System_administrator",
            "default",
            "by_hand");
    private static final List<String> MANAGER_GROUPS = List.of("launcher-job", "hive");

    public final Random random;
    public final MemoryTarget target = new MemoryTarget("model");
    private final Map<IamId, IamUser> users = new TreeMap<>();
    private final Map<IamId, IamGroup> groups = new TreeMap<>();
    private int nextId = 1;

    /// In every second world people are disabled first.
    public final int graceDays;

    public RandomWorld(long seed) {
        random = new Random(seed);
        graceDays = seed % 2 == 0 ? 0 : 3;
        for (int i = random.nextInt(9); i >= 0; i--) {
            addUser();
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            addGroup();
        }
        ROLES.forEach(role -> {
            if (random.nextInt(20) > 0) {
                target.put(new TargetRole(new RoleName(role), Set.of(), Set.of()));
            }
        });
        MANAGER_GROUPS.forEach(name -> {
            if (random.nextInt(10) > 0) {
                target.put(new TargetGroup(new GroupName(name), null, 500 + name.length(), "built in", Set.of()));
            }
        });
        target.put(new Account(new UserName("admin"), null, 1000, 1000, "built in"));
        if (random.nextBoolean()) {
            target.secure();
            target.realm().put(new UserName("admin"), false);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            addForeign();
        }
    }

    /// What a complete read of everything says.
    public IamSnapshot everything() {
        return new IamSnapshot(List.copyOf(users.values()), List.copyOf(groups.values()), new Completeness.Complete());
    }

    /// What a complete read for a selection says: no more than it has to.
    public IamSnapshot read(Selection selection) {
        return switch (selection) {
            case Selection.Everything all -> everything();
            case Selection.Named named -> {
                List<IamUser> some = users.values().stream()
                        .filter(user -> named.users().contains(user.name()))
                        .toList();
                List<IamGroup> theirs = groups.values().stream()
                        .filter(group -> named.groups().contains(group.name())
                                || some.stream()
                                        .anyMatch(user -> group.members().contains(user.id())))
                        .toList();
                yield new IamSnapshot(some, theirs, new Completeness.Complete());
            }
        };
    }

    /// Everything, or some names, a few of them unknown.
    public Selection selection() {
        return random.nextInt(3) == 0 ? new Selection.Everything() : named();
    }

    public Selection.Named named() {
        Set<UserName> someUsers = new TreeSet<>();
        Set<GroupName> someGroups = new TreeSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (random.nextInt(3) > 0) {
                someUsers.add(new UserName(pick(USERS)));
            } else {
                someGroups.add(new GroupName(pick(GROUPS)));
            }
        }
        return Selection.Named.of(someUsers, someGroups);
    }

    /// Lets a few things happen in the IAM.
    public void changeIam() {
        for (int i = random.nextInt(6); i >= 0; i--) {
            switch (random.nextInt(11)) {
                case 0 -> addUser();
                case 1 -> addGroup();
                case 2 -> ifAny(users.keySet(), this::removeUser);
                case 3 -> ifAny(groups.keySet(), groups::remove);
                case 4 -> ifAny(users.values(), this::renameUser);
                case 5 -> ifAny(groups.values(), this::renameGroup);
                case 6 ->
                    ifAny(
                            users.values(),
                            u -> users.put(u.id(), new IamUser(u.id(), u.name(), !u.enabled(), u.description())));
                case 7 -> ifAny(groups.values(), g -> put(g, g.name(), g.members(), policies()));
                case 8 -> ifAny(users.values(), this::replaceUser);
                case 9 -> ifAny(users.values(), u -> ifAny(users.values(), v -> swap(u, v)));
                default -> ifAny(groups.values(), g -> put(g, g.name(), members(), g.policies()));
            }
        }
    }

    /// Lets an administrator do a few things in the Manager, never leaving anything dangling.
    public void changeManager() {
        for (int i = random.nextInt(5); i >= 0; i--) {
            TargetSnapshot now = target.read();
            switch (random.nextInt(8)) {
                case 0 -> addForeign();
                case 1 ->
                    ifAny(
                            now.roles(),
                            role -> ifAny(now.groups(), group -> {
                                Set<GroupName> grants = new HashSet<>(role.groups());
                                flip(grants, group.name());
                                target.put(new TargetRole(role.name(), grants, role.users()));
                            }));
                case 2 ->
                    ifAny(
                            now.roles(),
                            role -> ifAny(now.accounts(), account -> {
                                Set<UserName> grants = new HashSet<>(role.users());
                                flip(grants, account.name());
                                target.put(new TargetRole(role.name(), role.groups(), grants));
                            }));
                case 3 ->
                    ifAny(
                            now.accounts(),
                            account -> target.put(new Account(
                                    account.name(),
                                    account.mark(),
                                    account.uidNumber(),
                                    77,
                                    "by hand",
                                    account.disabledSince())));
                case 4 -> ifAny(target.realm().names(), target.realm()::remove);
                case 5 -> addForeignPrincipal();
                default ->
                    ifAny(
                            now.groups(),
                            group -> ifAny(now.accounts(), account -> {
                                Set<UserName> members = new HashSet<>(group.members());
                                flip(members, account.name());
                                target.put(new TargetGroup(
                                        group.name(), group.mark(), group.gidNumber(), group.description(), members));
                            }));
            }
        }
    }

    private void addUser() {
        freeUserName().ifPresent(name -> {
            IamId id = new IamId("u" + nextId++);
            users.put(id, new IamUser(id, name, random.nextInt(8) > 0, random.nextInt(3) == 0 ? "someone" : ""));
            groups.values().stream().toList().forEach(g -> {
                if (random.nextInt(3) == 0) {
                    Set<IamId> members = new HashSet<>(g.members());
                    members.add(id);
                    put(g, g.name(), members, g.policies());
                }
            });
        });
    }

    private void addGroup() {
        freeGroupName().ifPresent(name -> {
            IamId id = new IamId("g" + nextId++);
            groups.put(id, new IamGroup(id, name, random.nextInt(3) == 0 ? "some" : "", members(), policies()));
        });
    }

    private void removeUser(IamId id) {
        users.remove(id);
        groups.values().stream().toList().forEach(g -> {
            Set<IamId> members = new HashSet<>(g.members());
            members.remove(id);
            put(g, g.name(), members, g.policies());
        });
    }

    private void renameUser(IamUser user) {
        freeUserName()
                .ifPresent(
                        name -> users.put(user.id(), new IamUser(user.id(), name, user.enabled(), user.description())));
    }

    private void renameGroup(IamGroup group) {
        freeGroupName().ifPresent(name -> put(group, name, group.members(), group.policies()));
    }

    /// Somebody else gets the name.
    private void replaceUser(IamUser user) {
        removeUser(user.id());
        IamId id = new IamId("u" + nextId++);
        users.put(id, new IamUser(id, user.name(), true, ""));
        ifAny(groups.values(), g -> {
            Set<IamId> members = new HashSet<>(g.members());
            members.add(id);
            put(g, g.name(), members, g.policies());
        });
    }

    private void swap(IamUser one, IamUser other) {
        if (!one.id().equals(other.id())) {
            users.put(one.id(), new IamUser(one.id(), other.name(), one.enabled(), one.description()));
            users.put(other.id(), new IamUser(other.id(), one.name(), other.enabled(), other.description()));
        }
    }

    private void put(IamGroup group, GroupName name, Set<IamId> members, Set<Policy> policies) {
        groups.put(group.id(), new IamGroup(group.id(), name, group.description(), members, policies));
    }

    private void addForeignPrincipal() {
        UserName name = new UserName(pick(USERS));
        if (target.read().account(name) == null) {
            target.realm().put(name, false);
        }
    }

    private void addForeign() {
        TargetSnapshot now = target.read();
        if (random.nextBoolean()) {
            UserName name = new UserName(pick(USERS));
            if (now.account(name) == null) {
                target.put(new Account(name, null, freeNumber(now), 100, "foreign"));
            }
        } else {
            GroupName name = new GroupName(pick(GROUPS));
            if (now.group(name) == null) {
                target.put(new TargetGroup(name, null, freeNumber(now), "foreign", Set.of(new UserName("admin"))));
            }
        }
    }

    /// Within the range that synchronizations give numbers from, too.
    private int freeNumber(TargetSnapshot now) {
        Set<Integer> used = new HashSet<>();
        now.accounts().forEach(a -> used.add(a.uidNumber()));
        now.groups().forEach(g -> used.add(g.gidNumber()));
        int number = NumberRange.DECIDED.first() + random.nextInt(30);
        while (used.contains(number)) {
            number++;
        }
        return number;
    }

    private Set<IamId> members() {
        Set<IamId> some = new HashSet<>();
        users.keySet().forEach(id -> {
            if (random.nextInt(2) == 0) {
                some.add(id);
            }
        });
        return some;
    }

    private Set<Policy> policies() {
        Set<Policy> some = new HashSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            some.add(pick(POLICIES));
        }
        return some;
    }

    private Optional<UserName> freeUserName() {
        UserName name = new UserName(pick(USERS));
        return users.values().stream().anyMatch(u -> u.name().equals(name)) ? Optional.empty() : Optional.of(name);
    }

    private Optional<GroupName> freeGroupName() {
        GroupName name = new GroupName(pick(GROUPS));
        return groups.values().stream().anyMatch(g -> g.name().equals(name)) ? Optional.empty() : Optional.of(name);
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private <T> void ifAny(Collection<T> some, Consumer<T> action) {
        if (!some.isEmpty()) {
            List<T> sorted = new ArrayList<>(some);
            sorted.sort(Comparator.comparing(Object::toString));
            action.accept(pick(sorted));
        }
    }

    private static <T> void flip(Set<T> set, T value) {
        if (!set.remove(value)) {
            set.add(value);
        }
    }
}
