package io.rollcall.sync.provisioning;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.password.PasswordTarget;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.Provenance.OtherCluster;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Manager in memory that knows no mercy: what a real directory would have to refuse, or would wrongly
/// accept, is a failed outcome here. What is done already is found to be so. It can be made to fail. Thread-safe.
public final class MemoryTarget implements ProvisioningTarget, PasswordTarget {
    /// The password that it does not take.
    public static final String REFUSED = "Refused by 1 Manager";

    /// Runs before each read.
    public volatile Runnable beforeRead = () -> {};

    /// Runs before each write.
    public volatile Runnable beforeWrite = () -> {};

    /// Runs behind the last write of a call.
    public volatile Runnable afterWrites = () -> {};

    /// Runs before each look for a sign of life.
    public volatile Runnable beforeCheck = () -> {};

    /// Says of each change whether it is refused, and why.
    public volatile Function<Change, Optional<String>> refuses = change -> Optional.empty();

    /// Says of each change whether it is said to be made, and is not.
    public volatile Predicate<Change> swallows = change -> false;

    /// What becomes of passwords.
    public volatile PasswordOutcome.Initialized initialized = PasswordOutcome.Initialized.inDirectory(true);

    private final ClusterId cluster;
    private final Contents contents;
    private volatile @Nullable Absence away;
    private final AtomicInteger writes = new AtomicInteger();

    /// What clusters share that have one directory. Whose an entry of some cluster's is, is its provenance,
    /// whichever cluster looks at it ([#seen]).
    private static final class Contents {
        final String directory;
        final Map<String, Account> accounts = new TreeMap<>();
        final Map<String, TargetGroup> groups = new TreeMap<>();
        final Map<String, TargetRole> roles = new TreeMap<>();
        final Map<String, Secret> passwords = new TreeMap<>();
        /// Keys of the names of entries that lost our mark by hand.
        final Set<String> unmarked = new HashSet<>();

        MemoryRealm realm = new MemoryRealm(false);
        LocalDate today = LocalDate.of(2026, 1, 1);

        Contents(String directory) {
            this.directory = directory;
        }
    }

    /// @param text what is said of it
    private record Absence(UnavailableException.Part part, String text) {}

    private MemoryTarget(ClusterId cluster, Contents contents) {
        this.cluster = cluster;
        this.contents = contents;
    }

    /// An empty one.
    public MemoryTarget(String directory) {
        this(new ClusterId("cluster-1"), new Contents(directory));
    }

    /// One with the documented roles and the group `launcher-job`, where today is today.
    public static MemoryTarget documented(String directory) {
        MemoryTarget target = new MemoryTarget(directory);
        target.arrive(LocalDate.now(ZoneOffset.UTC));
        Entitlements.documented().rows().forEach(row -> {
            row.roles().forEach(target::putRole);
            row.managerGroups().forEach(name -> target.put(new TargetGroup(name, null, 100, "", Set.of())));
        });
        return target;
    }

    /// The same directory as another cluster sees it.
    public MemoryTarget as(ClusterId other) {
        return new MemoryTarget(other, contents);
    }

    /// An equal one that goes its own way.
    public MemoryTarget copy() {
        Contents copy = new Contents(contents.directory);
        copy.today = contents.today;
        copy.accounts.putAll(contents.accounts);
        copy.groups.putAll(contents.groups);
        copy.roles.putAll(contents.roles);
        copy.passwords.putAll(contents.passwords);
        copy.unmarked.addAll(contents.unmarked);
        copy.realm = contents.realm.copy();
        return new MemoryTarget(cluster, copy);
    }

    /// The day on which whatever is done is done.
    public LocalDate today() {
        return contents.today;
    }

    /// Comes to a day.
    public void arrive(LocalDate day) {
        contents.today = day;
    }

    /// Lets days go by.
    public void pass(int days) {
        arrive(today().plusDays(days));
    }

    /// How many changes were really made.
    public int writes() {
        return writes.get();
    }

    /// From now on it does not answer, or does again.
    public void goAway(boolean now) {
        away = now ? new Absence(UnavailableException.Part.MANAGER_USER, "the Manager went away") : null;
    }

    /// From now on the question for that part is not answered; null for none.
    public void goAway(UnavailableException.@Nullable Part part) {
        away = part == null ? null : new Absence(part, "the Manager does not answer");
    }

    /// From now on writes wait.
    ///
    /// @return what lets them go on
    public CountDownLatch stall() {
        CountDownLatch gate = new CountDownLatch(1);
        beforeWrite = () -> await(gate);
        return gate;
    }

    /// From now on reads and writes wait until that is open.
    public void waitFor(CountDownLatch gate) {
        beforeRead = () -> await(gate);
        beforeWrite = beforeRead;
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("no test is interrupted", e);
        }
    }

    /// From now on there is a realm too.
    public void secure() {
        contents.realm = new MemoryRealm(true);
    }

    /// The realm; one that is not there unless [#secure] was called.
    public MemoryRealm realm() {
        return contents.realm;
    }

    /// Puts an account there by hand.
    public void put(Account account) {
        synchronized (contents) {
            OwnerMark mark = account.mark();
            contents.accounts.put(
                    account.name().key(),
                    mark == null
                            ? account
                            : new Account(
                                    account.name(),
                                    null,
                                    account.uidNumber(),
                                    account.gidNumber(),
                                    account.description(),
                                    account.disabledSince(),
                                    new OtherCluster(cluster.value(), mark.id(), account.disabledSince() != null)));
        }
    }

    /// Puts a group there by hand.
    public void put(TargetGroup group) {
        synchronized (contents) {
            OwnerMark mark = group.mark();
            contents.groups.put(
                    group.name().key(),
                    mark == null
                            ? group
                            : new TargetGroup(
                                    group.name(),
                                    null,
                                    group.gidNumber(),
                                    group.description(),
                                    group.members(),
                                    new OtherCluster(cluster.value(), mark.id(), false)));
        }
    }

    /// Puts a role there by hand.
    public void put(TargetRole role) {
        synchronized (contents) {
            contents.roles.put(role.name().key(), role);
        }
    }

    /// The same for a role that nobody holds.
    public void putRole(RoleName name) {
        put(new TargetRole(name, Set.of(), Set.of()));
    }

    /// An account that an administrator made.
    public void addForeign(String name) {
        put(new Account(new UserName(name), null, 1, 1, ""));
    }

    /// An account that a synchronization of another cluster made.
    public void addOf(String other, String name, String id) {
        int number = 20_000 + contents.accounts.size();
        OtherCluster provenance = new OtherCluster(other, new IamId(id), false);
        put(new Account(new UserName(name), null, number, 10_000, "", null, provenance));
    }

    /// An administrator gives a group a role.
    public void grantByHand(String role, String group) {
        TargetRole old = Objects.requireNonNull(role(new RoleName(role)), role);
        Set<GroupName> groups = new HashSet<>(old.groups());
        groups.add(new GroupName(group));
        put(new TargetRole(old.name(), groups, old.users()));
    }

    /// An administrator deletes an account; whatever mentions it stays.
    public void deleteByHand(UserName name) {
        contents.accounts.remove(name.key());
    }

    public void deleteByHand(GroupName name) {
        contents.groups.remove(name.key());
    }

    /// An administrator takes our mark from an entry.
    public void unmark(UserName name) {
        contents.unmarked.add(name.key());
        Account a = Objects.requireNonNull(account(name));
        put(new Account(a.name(), null, a.uidNumber(), a.gidNumber(), a.description()));
    }

    public void unmark(GroupName name) {
        contents.unmarked.add(name.key());
        TargetGroup g = Objects.requireNonNull(group(name));
        put(new TargetGroup(g.name(), null, g.gidNumber(), g.description(), g.members()));
    }

    /// Whom the accounts of ours stand for, by name.
    public Map<String, String> owners() {
        Map<String, String> owners = new TreeMap<>();
        synchronized (contents) {
            for (Account account : accounts()) {
                OwnerMark mark = account.mark();
                if (mark != null) {
                    owners.put(account.name().value(), mark.id().value());
                }
            }
        }
        return owners;
    }

    /// With what the bearer of that name could log in.
    public Optional<Secret> password(String name) {
        synchronized (contents) {
            return Optional.ofNullable(contents.passwords.get(new UserName(name).key()));
        }
    }

    @Override
    public String directory() {
        return contents.directory;
    }

    @Override
    public TargetSnapshot read(Progress progress) throws UnavailableException {
        beforeRead.run();
        answer();
        progress.made();
        return read();
    }

    @Override
    public TargetSnapshot read(Concern concern, Progress progress) throws UnavailableException {
        TargetSnapshot whole = read(progress);
        return whole.about(concern, new TargetSnapshot.Whole(whole.accountCount(), whole.groupCount()));
    }

    /// The same without anything that makes it fail.
    public TargetSnapshot read() {
        synchronized (contents) {
            return contents.realm.addTo(new TargetSnapshot(accounts(), groups(), roles()));
        }
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            beforeWrite.run();
            checkpoint.pass();
            answer();
            ChangeOutcome outcome = refuses.apply(change)
                    .<ChangeOutcome>map(ChangeOutcome.Failed::new)
                    .or(() -> swallows.test(change) ? Optional.of(new ChangeOutcome.Applied()) : Optional.empty())
                    .orElseGet(() -> make(change));
            checkpoint.made();
            outcomes.add(outcome);
        }
        afterWrites.run();
        return outcomes;
    }

    /// Makes one change, without anything that makes it fail.
    public ChangeOutcome make(Change change) {
        ChangeOutcome outcome;
        synchronized (contents) {
            outcome = made(change);
        }
        if (outcome instanceof ChangeOutcome.Applied) {
            writes.incrementAndGet();
        }
        return outcome;
    }

    @Override
    public Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException {
        answer();
        synchronized (contents) {
            return Optional.ofNullable(account(name))
                    .filter(account -> account.name().equals(name) && account.disabledSince() == null)
                    .flatMap(account -> Optional.ofNullable(account.mark()))
                    .map(mark -> new PasswordStanding(
                            new UserRef(mark.id(), name), contents.passwords.containsKey(name.key())));
        }
    }

    /// Refuses one text, as a Manager with rules of its own would, and quotes it, as none should.
    @Override
    public PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException {
        answer();
        if (password.reveal().equals(REFUSED)) {
            return new PasswordOutcome.Refused("not '" + password.reveal() + "'");
        }
        synchronized (contents) {
            Account mine = mine(user);
            if (mine == null || mine.disabledSince() != null) {
                return new PasswordOutcome.Refused("no such account of ours: " + user.name());
            }
            contents.passwords.put(user.name().key(), password);
            return initialized;
        }
    }

    @Override
    public void check() throws UnavailableException {
        beforeCheck.run();
        answer();
    }

    private void answer() throws UnavailableException {
        Absence absence = away;
        if (absence != null) {
            throw new UnavailableException(absence.part(), absence.text());
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private ChangeOutcome made(Change change) {
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
                        : contents.realm.create(c.user().name());
            case Change.DeletePrincipal c -> contents.realm.delete(c.user().name());
            case Change.CreateGroup c -> create(c);
            case Change.ChangeGroup c -> change(c);
            case Change.RenameGroup c -> rename(c);
            case Change.DeleteGroup c -> delete(c);
            case Change.ChangeManagerGroup c -> change(c);
            case Change.GrantRole c -> {
                boolean there = c.groups().stream().allMatch(ref -> mine(ref) != null)
                        && c.users().stream().allMatch(ref -> mine(ref) != null);
                yield there
                        ? change(c.role(), groupNames(c.groups()), userNames(c.users()), Set.of(), Set.of())
                        : failed("no such group or account: " + c);
            }
            case Change.RepairBacklinks c -> failed("keeps no memberOf: " + c);
            case Change.ClearBacklinks c -> failed("keeps no memberOf: " + c);
            case Change.WithdrawRole c ->
                change(c.role(), Set.of(), Set.of(), groupNames(c.groups()), Set.copyOf(c.users()));
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
        Account there = account(c.user().name());
        if (there != null && mine(c.user()) == null) {
            return failed("the name is taken: " + there);
        }
        for (Account other : accounts()) {
            boolean another = !other.name().equals(wanted.name());
            if (another && other.uidNumber() == c.uidNumber()) {
                return failed("the number is taken by " + other);
            }
            if (another && owned(other.mark(), c.user().id())) {
                return failed("there is one already: " + other);
            }
        }
        return applied(there, wanted, () -> put(wanted));
    }

    private ChangeOutcome update(Change.UpdateAccount c) {
        Account mine = mine(c.user());
        if (mine == null) {
            return failed("no such account: " + c.user());
        }
        Account wanted = new Account(
                mine.name(), mine.mark(), mine.uidNumber(), c.gidNumber(), c.description(), mine.disabledSince());
        return applied(mine, wanted, () -> put(wanted));
    }

    private ChangeOutcome rename(Change.RenameAccount c) {
        if (mine(new UserRef(c.user().id(), c.newName())) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        Account mine = mine(c.user());
        Account holder = account(c.newName());
        if (mine == null || (holder != null && !holder.equals(mine))) {
            return failed("cannot be renamed: " + mine + " " + holder);
        }
        if (holder == null && mentioned(mine.name())) {
            return failed("still mentioned: " + mine);
        }
        if (!contents.realm.rename(mine.name(), c.newName())) {
            return failed("the principal cannot be renamed: " + c);
        }
        contents.accounts.remove(mine.name().key());
        Secret password = contents.passwords.remove(mine.name().key());
        if (password != null) {
            contents.passwords.put(c.newName().key(), password);
        }
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
        if (mine == null || !contents.realm.allowTickets(mine.name(), false)) {
            return failed("no such account, or a foreign principal: " + c);
        }
        contents.passwords.remove(mine.name().key());
        Account wanted =
                new Account(mine.name(), mine.mark(), mine.uidNumber(), mine.gidNumber(), mine.description(), today());
        return mine.disabledSince() != null ? new ChangeOutcome.AlreadySo() : applied(mine, wanted, () -> put(wanted));
    }

    private ChangeOutcome enable(Change.EnableAccount c) {
        Account mine = mine(c.user());
        if (mine == null || !contents.realm.allowTickets(mine.name(), true)) {
            return failed("no such account, or a foreign principal: " + c);
        }
        Account wanted = new Account(mine.name(), mine.mark(), mine.uidNumber(), c.gidNumber(), c.description());
        return applied(mine, wanted, () -> put(wanted));
    }

    private ChangeOutcome adopt(Change.AdoptAccount c) {
        if (mine(c.user()) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        Account there = account(c.user().name());
        if (there == null || !isOf(c.from(), c.user().id(), there.provenance())) {
            return failed("not that cluster's: " + there);
        }
        put(new Account(
                there.name(),
                new OwnerMark(c.user().id()),
                there.uidNumber(),
                there.gidNumber(),
                there.description(),
                c.disabled() ? today() : null));
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome adopt(Change.AdoptGroup c) {
        if (mine(c.group()) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        TargetGroup there = group(c.group().name());
        if (there == null || !isOf(c.from(), c.group().id(), there.provenance())) {
            return failed("not that cluster's: " + there);
        }
        put(new TargetGroup(
                there.name(), new OwnerMark(c.group().id()), there.gidNumber(), there.description(), there.members()));
        return new ChangeOutcome.Applied();
    }

    private static boolean isOf(ClusterId other, IamId id, @Nullable Provenance provenance) {
        return provenance instanceof OtherCluster from
                && from.cluster().equals(other.value())
                && from.id().equals(id);
    }

    private ChangeOutcome delete(Change.DeleteAccount c) {
        Account there = account(c.user().name());
        if (there == null || !owned(there.mark(), c.user().id())) {
            return there == null ? new ChangeOutcome.AlreadySo() : failed("not ours: " + there);
        }
        if (mentioned(there.name())) {
            return failed("still mentioned: " + there);
        }
        if (contents.realm.holdsOurs(there.name())) {
            return failed("has a principal: " + there);
        }
        contents.passwords.remove(there.name().key());
        contents.accounts.remove(there.name().key());
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome create(Change.CreateGroup c) {
        TargetGroup wanted = new TargetGroup(
                c.group().name(),
                new OwnerMark(c.group().id()),
                c.gidNumber(),
                c.description(),
                new HashSet<>(c.members()));
        TargetGroup there = group(c.group().name());
        if (there != null && mine(c.group()) == null) {
            return failed("the name is taken: " + there);
        }
        for (TargetGroup other : groups()) {
            boolean another = !other.name().equals(wanted.name());
            if (another
                    && (other.gidNumber() == c.gidNumber()
                            || owned(other.mark(), c.group().id()))) {
                return failed("the number or the mark is taken by " + other);
            }
        }
        return allThere(c.members())
                ? applied(there, wanted, () -> put(wanted))
                : failed("members without accounts: " + c);
    }

    private ChangeOutcome change(Change.ChangeGroup c) {
        TargetGroup mine = mine(c.group());
        if (mine == null || !allThere(c.add())) {
            return failed("no such group, or no such members: " + c);
        }
        TargetGroup wanted = new TargetGroup(
                mine.name(),
                mine.mark(),
                mine.gidNumber(),
                c.description(),
                edited(mine.members(), c.add(), c.remove()));
        return applied(mine, wanted, () -> put(wanted));
    }

    private ChangeOutcome rename(Change.RenameGroup c) {
        if (mine(new GroupRef(c.group().id(), c.newName())) != null) {
            return new ChangeOutcome.AlreadySo();
        }
        TargetGroup mine = mine(c.group());
        TargetGroup holder = group(c.newName());
        if (mine == null || (holder != null && !holder.equals(mine)) || (holder == null && mentioned(mine.name()))) {
            return failed("cannot be renamed: " + mine + " " + holder);
        }
        contents.groups.remove(mine.name().key());
        put(new TargetGroup(c.newName(), mine.mark(), mine.gidNumber(), mine.description(), mine.members()));
        return new ChangeOutcome.Applied();
    }

    private ChangeOutcome delete(Change.DeleteGroup c) {
        TargetGroup there = group(c.group().name());
        if (there == null) {
            return new ChangeOutcome.AlreadySo();
        }
        if (!owned(there.mark(), c.group().id()) || mentioned(there.name())) {
            return failed("not ours, or still mentioned: " + there);
        }
        contents.groups.remove(there.name().key());
        return new ChangeOutcome.Applied();
    }

    /// Whether the account was ours, until a hand deleted it or took the mark from it.
    private boolean left(UserName name) {
        return account(name) == null || contents.unmarked.contains(name.key());
    }

    private ChangeOutcome change(Change.ChangeManagerGroup c) {
        TargetGroup there = group(c.group());
        if (there == null || there.mark() != null) {
            return failed("no group of the Manager: " + c.group());
        }
        boolean ours = c.add().stream().allMatch(ref -> mine(ref) != null)
                && c.remove().stream()
                        .allMatch(
                                ref -> !there.members().contains(ref.name()) || mine(ref) != null || left(ref.name()));
        if (!ours) {
            return failed("an account is not there, or not ours: " + c);
        }
        TargetGroup wanted = new TargetGroup(
                there.name(),
                null,
                there.gidNumber(),
                there.description(),
                edited(there.members(), userNames(c.add()), userNames(c.remove())),
                there.provenance());
        return applied(there, wanted, () -> put(wanted));
    }

    private ChangeOutcome change(
            RoleName name,
            Set<GroupName> addGroups,
            Set<UserName> addUsers,
            Set<GroupName> removeGroups,
            Set<UserName> removeUsers) {
        TargetRole there = role(name);
        if (there == null) {
            return failed("no such role: " + name);
        }
        for (GroupName group : removeGroups) {
            TargetGroup entry = group(group);
            boolean foreign = entry != null && entry.mark() == null && !contents.unmarked.contains(group.key());
            if (foreign && there.groups().contains(group)) {
                return failed("not ours to take a role from: " + group);
            }
        }
        for (UserName user : removeUsers) {
            Account entry = account(user);
            if (entry != null && entry.mark() == null && there.users().contains(user)) {
                return failed("not ours to take a role from: " + user);
            }
        }
        TargetRole wanted = new TargetRole(
                there.name(),
                edited(there.groups(), addGroups, removeGroups),
                edited(there.users(), addUsers, removeUsers));
        return applied(there, wanted, () -> put(wanted));
    }

    private static <T> Set<T> edited(Collection<T> old, Collection<T> add, Collection<T> remove) {
        Set<T> all = new HashSet<>(old);
        all.removeAll(Set.copyOf(remove));
        all.addAll(add);
        return all;
    }

    /// What mentions a name that is not there; empty while the directory is consistent.
    public List<String> dangling() {
        List<String> found = new ArrayList<>();
        for (TargetGroup group : groups()) {
            group.members().stream()
                    .filter(m -> account(m) == null)
                    .forEach(m -> found.add(group.name() + " has " + m));
        }
        for (TargetRole role : roles()) {
            role.users().stream().filter(u -> account(u) == null).forEach(u -> found.add(role.name() + " has " + u));
            role.groups().stream()
                    .filter(g -> group(g) == null)
                    .forEach(g -> found.add(role.name() + " has group " + g));
        }
        found.addAll(contents.realm.dangling(this::isThere));
        found.addAll(contents.realm.openTo(name -> {
            Account account = account(name);
            return account != null && account.name().equals(name) && account.disabledSince() != null;
        }));
        return found;
    }

    /// Everything that is not ours, with the foreign members and holders only.
    public Set<Object> foreign() {
        Set<Object> all = new HashSet<>();
        accounts().stream().filter(a -> a.mark() == null).forEach(all::add);
        for (TargetGroup group : groups()) {
            Set<UserName> members = new TreeSet<>(group.members());
            members.removeIf(this::isOurs);
            if (group.mark() == null) {
                all.add(new TargetGroup(group.name(), null, group.gidNumber(), group.description(), members));
            }
        }
        for (TargetRole role : roles()) {
            Set<GroupName> grants = new TreeSet<>(role.groups());
            grants.removeIf(name -> {
                TargetGroup group = group(name);
                return group != null && group.mark() != null;
            });
            Set<UserName> users = new TreeSet<>(role.users());
            users.removeIf(this::isOurs);
            all.add(new TargetRole(role.name(), grants, users));
        }
        all.addAll(contents.realm.foreign());
        return all;
    }

    /// Everything there is, for comparison.
    public Set<Object> state() {
        Set<Object> all = new HashSet<>(accounts());
        all.addAll(groups());
        all.addAll(roles());
        all.addAll(contents.realm.state());
        return all;
    }

    private boolean isOurs(UserName name) {
        Account account = account(name);
        return account != null && account.mark() != null;
    }

    private boolean isThere(UserName name) {
        Account account = account(name);
        return account != null && account.name().equals(name);
    }

    private boolean allThere(List<UserName> names) {
        return names.stream().allMatch(this::isThere);
    }

    private boolean mentioned(UserName name) {
        return contents.groups.values().stream().anyMatch(g -> g.members().contains(name))
                || contents.roles.values().stream().anyMatch(r -> r.users().contains(name));
    }

    private boolean mentioned(GroupName name) {
        return contents.roles.values().stream().anyMatch(r -> r.groups().contains(name));
    }

    private @Nullable Account account(UserName name) {
        Account there = contents.accounts.get(name.key());
        return there == null ? null : seen(there);
    }

    private @Nullable TargetGroup group(GroupName name) {
        TargetGroup there = contents.groups.get(name.key());
        return there == null ? null : seen(there);
    }

    private @Nullable TargetRole role(RoleName name) {
        TargetRole there = contents.roles.get(name.key());
        return there == null ? null : seen(there);
    }

    private List<Account> accounts() {
        return contents.accounts.values().stream().map(this::seen).toList();
    }

    private List<TargetGroup> groups() {
        return contents.groups.values().stream().map(this::seen).toList();
    }

    private List<TargetRole> roles() {
        return contents.roles.values().stream().map(this::seen).toList();
    }

    private @Nullable OwnerMark mark(@Nullable Provenance provenance) {
        return provenance instanceof OtherCluster by && by.cluster().equals(cluster.value())
                ? new OwnerMark(by.id())
                : null;
    }

    /// As this cluster sees it.
    private Account seen(Account a) {
        OwnerMark mark = mark(a.provenance());
        return mark == null
                ? new Account(a.name(), null, a.uidNumber(), a.gidNumber(), a.description(), null, a.provenance())
                : new Account(a.name(), mark, a.uidNumber(), a.gidNumber(), a.description(), a.disabledSince());
    }

    private TargetGroup seen(TargetGroup g) {
        OwnerMark mark = mark(g.provenance());
        Set<UserName> members = spelled(g.members());
        return mark == null
                ? new TargetGroup(g.name(), null, g.gidNumber(), g.description(), members, g.provenance())
                : new TargetGroup(g.name(), mark, g.gidNumber(), g.description(), members);
    }

    private TargetRole seen(TargetRole r) {
        Set<GroupName> groups = r.groups().stream()
                .map(name -> {
                    TargetGroup group = contents.groups.get(name.key());
                    return group == null ? name : group.name();
                })
                .collect(Collectors.toSet());
        return new TargetRole(r.name(), groups, spelled(r.users()));
    }

    /// In the accounts' own spelling.
    private Set<UserName> spelled(Set<UserName> names) {
        return names.stream()
                .map(name -> {
                    Account account = contents.accounts.get(name.key());
                    return account == null ? name : account.name();
                })
                .collect(Collectors.toSet());
    }

    private @Nullable Account mine(UserRef ref) {
        Account there = account(ref.name());
        return there != null && there.name().equals(ref.name()) && owned(there.mark(), ref.id()) ? there : null;
    }

    private @Nullable TargetGroup mine(GroupRef ref) {
        TargetGroup there = group(ref.name());
        return there != null && there.name().equals(ref.name()) && owned(there.mark(), ref.id()) ? there : null;
    }

    private static boolean owned(@Nullable OwnerMark mark, IamId id) {
        return mark != null && mark.id().equals(id);
    }

    private static ChangeOutcome applied(@Nullable Object there, Object wanted, Runnable write) {
        if (wanted.equals(there)) {
            return new ChangeOutcome.AlreadySo();
        }
        write.run();
        return new ChangeOutcome.Applied();
    }

    private static ChangeOutcome failed(String reason) {
        return new ChangeOutcome.Failed(reason);
    }
}
