package io.rollcall.sync.planner;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Manager in memory that knows no mercy: what a real directory would have to refuse, or would wrongly
/// accept, is a failed outcome here. What is done already is found to be so.
public final class ModelTarget implements ProvisioningTarget {
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, TargetGroup> groups = new TreeMap<>();
    private final Map<String, TargetRole> roles = new TreeMap<>();
    private ModelRealm realm = new ModelRealm(false);
    private LocalDate today = LocalDate.of(2026, 1, 1);
    private int writes;
    /// Keys of the names of entries that lost our mark by hand.
    private final Set<String> unmarked = new HashSet<>();

    /// The day on which whatever is done is done.
    public LocalDate today() {
        return today;
    }

    /// Comes to a day.
    public void arrive(LocalDate day) {
        today = day;
    }

    /// Lets days go by.
    public void pass(int days) {
        today = today.plusDays(days);
    }

    /// How many changes were really made.
    public int writes() {
        return writes;
    }

    /// Somebody deletes an account by hand; whatever mentions it stays.
    void deleteByHand(UserName name) {
        accounts.remove(name.key());
    }

    void deleteByHand(GroupName name) {
        groups.remove(name.key());
    }

    /// Somebody takes our mark from an entry.
    void unmark(UserName name) {
        unmarked.add(name.key());
        accounts.computeIfPresent(
                name.key(), (key, a) -> new Account(a.name(), null, a.uidNumber(), a.gidNumber(), a.description()));
    }

    void unmark(GroupName name) {
        unmarked.add(name.key());
        groups.computeIfPresent(
                name.key(), (key, g) -> new TargetGroup(g.name(), null, g.gidNumber(), g.description(), g.members()));
    }

    /// An equal one that goes its own way.
    public ModelTarget copy() {
        ModelTarget copy = new ModelTarget();
        copy.today = today;
        copy.accounts.putAll(accounts);
        copy.groups.putAll(groups);
        copy.roles.putAll(roles);
        copy.realm = realm.copy();
        return copy;
    }

    /// From now on there is a realm too.
    public void secure() {
        realm = new ModelRealm(true);
    }

    /// The realm; one that is not there unless [#secure] was called.
    ModelRealm realm() {
        return realm;
    }

    /// Puts an account there by hand.
    public void put(Account account) {
        accounts.put(account.name().key(), account);
    }

    /// Puts a group there by hand.
    public void put(TargetGroup group) {
        groups.put(group.name().key(), group);
    }

    /// Puts a role there by hand.
    public void put(TargetRole role) {
        roles.put(role.name().key(), role);
    }

    @Override
    public String directory() {
        return "model";
    }

    @Override
    public TargetSnapshot read(Progress progress) {
        progress.made();
        return realm.addTo(new TargetSnapshot(accounts.values(), groups.values(), roles.values()));
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) {
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            checkpoint.pass();
            ChangeOutcome outcome = apply(change);
            checkpoint.made();
            if (outcome instanceof ChangeOutcome.Applied) {
                writes++;
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /// No plan asks for passwords.

    @Override
    public void check() {}

    @Override
    public void close() {}

    private ChangeOutcome apply(Change change) {
        return switch (change) {
            case Change.CreateAccount c -> create(c);
            case Change.UpdateAccount c -> update(c);
            case Change.RenameAccount c -> rename(c);
            case Change.DisableAccount c -> disable(c);
            case Change.EnableAccount c -> enable(c);
            case Change.AdoptAccount c -> adopt(c);
            case Change.AdoptGroup c -> adopt(c);
            case Change.DeleteAccount c -> delete(c);
            case Change.CreatePrincipal c ->
                mine(c.user()) == null
                        ? failed("no account: " + c)
                        : realm.create(c.user().name());
            case Change.DeletePrincipal c -> realm.delete(c.user().name());
            case Change.CreateGroup c -> create(c);
            case Change.ChangeGroup c -> change(c);
            case Change.RenameGroup c -> rename(c);
            case Change.DeleteGroup c -> delete(c);
            case Change.ChangeManagerGroup c -> change(c);
            case Change.GrantRole c -> {
                boolean there = c.groups().stream().allMatch(ref -> mine(ref) != null)
                        && c.users().stream().allMatch(ref -> mine(ref) != null);
                yield there
                        ? role(c.role(), groupNames(c.groups()), userNames(c.users()), Set.of(), Set.of())
                        : failed("no such group or account: " + c);
            }
            case Change.RepairBacklinks c -> failed("keeps no memberOf: " + c);
            case Change.ClearBacklinks c -> failed("keeps no memberOf: " + c);
            case Change.WithdrawRole c ->
                role(c.role(), Set.of(), Set.of(), groupNames(c.groups()), Set.copyOf(c.users()));
        };
    }

    private static Set<GroupName> groupNames(List<GroupRef> refs) {
        return refs.stream().map(GroupRef::name).collect(Collectors.toSet());
    }

    private static Set<UserName> userNames(List<UserRef> refs) {
        return refs.stream().map(UserRef::name).collect(Collectors.toSet());
    }

    private ChangeOutcome create(Change.CreateAccount c) {
        Account wanted = new Account(
                c.user().name(), new OwnerMark(c.user().id()), c.uidNumber(), c.gidNumber(), c.description());
        Account there = accounts.get(c.user().name().key());
        if (there != null) {
            return there.equals(wanted) ? new ChangeOutcome.AlreadySo() : failed("the name is taken: " + there);
        }
        for (Account other : accounts.values()) {
            if (other.uidNumber() == c.uidNumber()) {
                return failed("the number is taken by " + other);
            }
            if (wanted.mark() != null && wanted.mark().equals(other.mark())) {
                return failed("there is one already: " + other);
            }
        }
        accounts.put(c.user().name().key(), wanted);
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome update(Change.UpdateAccount c) {
        Account mine = mine(c.user());
        if (mine == null) {
            return failed("no such account: " + c.user());
        }
        Account wanted = new Account(
                mine.name(), mine.mark(), mine.uidNumber(), c.gidNumber(), c.description(), mine.disabledSince());
        return mine.equals(wanted) ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    private ChangeOutcome rename(Change.RenameAccount c) {
        if (mine(new UserRef(c.user().id(), c.newName())) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        Account mine = mine(c.user());
        Account holder = accounts.get(c.newName().key());
        if (mine == null || (holder != null && !holder.equals(mine))) {
            return failed("cannot be renamed: " + mine + " " + holder);
        }
        if (mentioned(mine.name())) {
            return failed("still mentioned: " + mine);
        }
        if (!realm.rename(mine.name(), c.newName())) {
            return failed("the principal cannot be renamed: " + c);
        }
        accounts.remove(mine.name().key());
        put(new Account(
                c.newName(),
                mine.mark(),
                mine.uidNumber(),
                mine.gidNumber(),
                mine.description(),
                mine.disabledSince()));
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome disable(Change.DisableAccount c) {
        Account mine = mine(c.user());
        if (mine == null || !realm.allowTickets(mine.name(), false)) {
            return failed("no such account, or a foreign principal: " + c);
        }
        Account wanted =
                new Account(mine.name(), mine.mark(), mine.uidNumber(), mine.gidNumber(), mine.description(), today);
        return mine.disabledSince() != null ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    private ChangeOutcome enable(Change.EnableAccount c) {
        Account mine = mine(c.user());
        if (mine == null || !realm.allowTickets(mine.name(), true)) {
            return failed("no such account, or a foreign principal: " + c);
        }
        Account wanted = new Account(mine.name(), mine.mark(), mine.uidNumber(), c.gidNumber(), c.description());
        return mine.equals(wanted) ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    private ChangeOutcome adopt(Change.AdoptAccount c) {
        Account there = accounts.get(c.user().name().key());
        if (mine(c.user()) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        if (there == null
                || !(there.provenance() instanceof Provenance.OtherCluster other)
                || !other.cluster().equals(c.from().value())
                || !other.id().equals(c.user().id())) {
            return failed("not that cluster's: " + there);
        }
        return applied(() -> put(new Account(
                there.name(),
                new OwnerMark(other.id()),
                there.uidNumber(),
                there.gidNumber(),
                there.description(),
                c.disabled() ? today : null)));
    }

    private ChangeOutcome adopt(Change.AdoptGroup c) {
        TargetGroup there = groups.get(c.group().name().key());
        if (mine(c.group()) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        if (there == null
                || !(there.provenance() instanceof Provenance.OtherCluster other)
                || !other.cluster().equals(c.from().value())
                || !other.id().equals(c.group().id())) {
            return failed("not that cluster's: " + there);
        }
        return applied(() -> put(new TargetGroup(
                there.name(), new OwnerMark(other.id()), there.gidNumber(), there.description(), there.members())));
    }

    private ChangeOutcome delete(Change.DeleteAccount c) {
        Account there = accounts.get(c.user().name().key());
        if (there == null || !owned(there.mark(), c.user().id())) {
            return there == null ? new ChangeOutcome.AlreadySo() : failed("not ours: " + there);
        }
        if (mentioned(there.name())) {
            return failed("still mentioned: " + there);
        }
        if (realm.holdsOurs(there.name())) {
            return failed("has a principal: " + there);
        }
        return applied(() -> accounts.remove(there.name().key()));
    }

    private ChangeOutcome create(Change.CreateGroup c) {
        TargetGroup wanted = new TargetGroup(
                c.group().name(),
                new OwnerMark(c.group().id()),
                c.gidNumber(),
                c.description(),
                new HashSet<>(c.members()));
        TargetGroup there = groups.get(c.group().name().key());
        if (there != null) {
            return there.equals(wanted) ? new ChangeOutcome.AlreadySo() : failed("the name is taken: " + there);
        }
        for (TargetGroup other : groups.values()) {
            if (other.gidNumber() == c.gidNumber()
                    || owned(other.mark(), c.group().id())) {
                return failed("the number or the mark is taken by " + other);
            }
        }
        return allThere(c.members()) ? applied(() -> put(wanted)) : failed("members without accounts: " + c);
    }

    private ChangeOutcome change(Change.ChangeGroup c) {
        TargetGroup mine = mine(c.group());
        if (mine == null || !allThere(c.add())) {
            return failed("no such group, or no such members: " + c);
        }
        Set<UserName> members = new HashSet<>(mine.members());
        c.remove().forEach(members::remove);
        members.addAll(c.add());
        TargetGroup wanted = new TargetGroup(mine.name(), mine.mark(), mine.gidNumber(), c.description(), members);
        return mine.equals(wanted) ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    private ChangeOutcome rename(Change.RenameGroup c) {
        if (mine(new GroupRef(c.group().id(), c.newName())) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        TargetGroup mine = mine(c.group());
        TargetGroup holder = groups.get(c.newName().key());
        if (mine == null || (holder != null && !holder.equals(mine)) || mentioned(mine.name())) {
            return failed("cannot be renamed: " + mine + " " + holder);
        }
        groups.remove(mine.name().key());
        put(new TargetGroup(c.newName(), mine.mark(), mine.gidNumber(), mine.description(), mine.members()));
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome delete(Change.DeleteGroup c) {
        TargetGroup there = groups.get(c.group().name().key());
        if (there == null) {
            return new ChangeOutcome.AlreadySo();
        }
        return owned(there.mark(), c.group().id()) && !mentioned(there.name())
                ? applied(() -> groups.remove(there.name().key()))
                : failed("not ours, or still mentioned: " + there);
    }

    /// Whether the account was ours, until a hand deleted it or took the mark from it.
    private boolean left(UserName name) {
        return !accounts.containsKey(name.key()) || unmarked.contains(name.key());
    }

    private ChangeOutcome change(Change.ChangeManagerGroup c) {
        TargetGroup there = groups.get(c.group().key());
        if (there == null || there.mark() != null) {
            return failed("no group of the Manager: " + c.group());
        }
        boolean ours = c.add().stream().allMatch(ref -> mine(ref) != null)
                && c.remove().stream()
                        .allMatch(
                                ref -> !there.members().contains(ref.name()) || mine(ref) != null || left(ref.name()));
        if (!ours) {
            return failed("somebody is not there, or not ours: " + c);
        }
        Set<UserName> members = new HashSet<>(there.members());
        members.removeAll(userNames(c.remove()));
        members.addAll(userNames(c.add()));
        TargetGroup wanted =
                new TargetGroup(there.name(), there.mark(), there.gidNumber(), there.description(), members);
        return there.equals(wanted) ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    private ChangeOutcome role(
            RoleName name,
            Set<GroupName> addGroups,
            Set<UserName> addUsers,
            Set<GroupName> removeGroups,
            Set<UserName> removeUsers) {
        TargetRole there = roles.get(name.key());
        if (there == null) {
            return failed("no such role: " + name);
        }
        Set<GroupName> grants = new HashSet<>(there.groups());
        Set<UserName> users = new HashSet<>(there.users());
        for (GroupName group : removeGroups) {
            TargetGroup entry = groups.get(group.key());
            if (grants.remove(group) && entry != null && entry.mark() == null && !unmarked.contains(group.key())) {
                return failed("not ours to take a role from: " + group);
            }
        }
        for (UserName user : removeUsers) {
            Account entry = accounts.get(user.key());
            if (users.remove(user) && entry != null && entry.mark() == null) {
                return failed("not ours to take a role from: " + user);
            }
        }
        grants.addAll(addGroups);
        users.addAll(addUsers);
        TargetRole wanted = new TargetRole(there.name(), grants, users);
        return there.equals(wanted) ? new ChangeOutcome.AlreadySo() : applied(() -> put(wanted));
    }

    /// What mentions somebody who is not there; empty while the directory is consistent.
    public List<String> dangling() {
        List<String> found = new ArrayList<>();
        for (TargetGroup group : groups.values()) {
            group.members().stream().filter(m -> !isThere(m)).forEach(m -> found.add(group.name() + " has " + m));
        }
        for (TargetRole role : roles.values()) {
            role.users().stream().filter(u -> !isThere(u)).forEach(u -> found.add(role.name() + " has " + u));
            role.groups().stream()
                    .filter(g -> !groups.containsKey(g.key())
                            || !groups.get(g.key()).name().equals(g))
                    .forEach(g -> found.add(role.name() + " has group " + g));
        }
        found.addAll(realm.dangling(this::isThere));
        found.addAll(realm.openTo(this::isDisabled));
        return found;
    }

    /// Everything that is not ours, with the foreign members and holders only.
    public Set<Object> foreign() {
        Set<Object> all = new HashSet<>();
        accounts.values().stream().filter(a -> a.mark() == null).forEach(all::add);
        for (TargetGroup group : groups.values()) {
            Set<UserName> members = new TreeSet<>(group.members());
            members.removeIf(this::isOurs);
            if (group.mark() == null) {
                all.add(new TargetGroup(group.name(), null, group.gidNumber(), group.description(), members));
            }
        }
        for (TargetRole role : roles.values()) {
            Set<GroupName> grants = new TreeSet<>(role.groups());
            grants.removeIf(
                    g -> groups.containsKey(g.key()) && groups.get(g.key()).mark() != null);
            Set<UserName> users = new TreeSet<>(role.users());
            users.removeIf(this::isOurs);
            all.add(new TargetRole(role.name(), grants, users));
        }
        all.addAll(realm.foreign());
        return all;
    }

    /// Everything there is, for comparison.
    public Set<Object> state() {
        Set<Object> all = new HashSet<>(accounts.values());
        all.addAll(groups.values());
        all.addAll(roles.values());
        all.addAll(realm.state());
        return all;
    }

    private boolean isOurs(UserName name) {
        Account account = accounts.get(name.key());
        return account != null && account.mark() != null;
    }

    private boolean isThere(UserName name) {
        Account account = accounts.get(name.key());
        return account != null && account.name().equals(name);
    }

    private boolean isDisabled(UserName name) {
        Account account = accounts.get(name.key());
        return account != null && account.name().equals(name) && account.disabledSince() != null;
    }

    private boolean allThere(List<UserName> names) {
        return names.stream().allMatch(this::isThere);
    }

    private boolean mentioned(UserName name) {
        return groups.values().stream().anyMatch(g -> g.members().contains(name))
                || roles.values().stream().anyMatch(r -> r.users().contains(name));
    }

    private boolean mentioned(GroupName name) {
        return roles.values().stream().anyMatch(r -> r.groups().contains(name));
    }

    private @Nullable Account mine(UserRef ref) {
        Account there = accounts.get(ref.name().key());
        return there != null && there.name().equals(ref.name()) && owned(there.mark(), ref.id()) ? there : null;
    }

    private @Nullable TargetGroup mine(GroupRef ref) {
        TargetGroup there = groups.get(ref.name().key());
        return there != null && there.name().equals(ref.name()) && owned(there.mark(), ref.id()) ? there : null;
    }

    private static boolean owned(@Nullable OwnerMark mark, IamId id) {
        return mark != null && mark.id().equals(id);
    }

    private static ChangeOutcome applied(Runnable write) {
        write.run();
        return new ChangeOutcome.Applied();
    }

    private static ChangeOutcome failed(String reason) {
        return new ChangeOutcome.Failed(reason);
    }
}
