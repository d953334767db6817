package io.rollcall.api;

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
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.OwnerMark;
import io.rollcall.sync.target.Provenance;
import io.rollcall.sync.target.TargetGroup;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A Manager in memory with the documented roles and the group `launcher-job`. It can be sent away.
public final class MapTarget implements ProvisioningTarget, PasswordTarget {
    /// The password that it does not take.
    public static final String REFUSED = "Refused by 1 Manager";

    private final String directory;
    private final Map<UserName, Account> accounts = new HashMap<>();
    private final Map<GroupName, TargetGroup> groups = new HashMap<>();
    private final Map<RoleName, TargetRole> roles = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Map<UserName, Secret> passwords = new HashMap<>();
    private PasswordOutcome.Initialized initialized = PasswordOutcome.Initialized.inDirectory(true);
    private boolean away;
    private final AtomicInteger daysPassed = new AtomicInteger();

    public MapTarget(String directory) {
        this.directory = directory;
        Entitlements.documented().rows().forEach(row -> {
            row.roles().forEach(role -> roles.put(role, new TargetRole(role, Set.of(), Set.of())));
            row.managerGroups().forEach(name -> groups.put(name, new TargetGroup(name, null, 100, "", Set.of())));
        });
    }

    /// Lets days go by.
    public void pass(int days) {
        daysPassed.addAndGet(days);
    }

    /// The present, as far as days have gone by.
    public Instant now() {
        return Instant.now().plus(Duration.ofDays(daysPassed.get()));
    }

    /// The day on which accounts are disabled.
    public LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }

    /// From now on it does not answer.
    public synchronized void goAway(boolean now) {
        away = now;
    }

    /// From now on writes wait.
    ///
    /// @return what lets them go on
    public CountDownLatch stall() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /// From now on creating that object is refused; null for no longer.
    public synchronized void refuse(String name, @Nullable String reason) {
        if (reason == null) {
            refused.remove(name);
        } else {
            refused.put(name, reason);
        }
    }

    /// An administrator gives a group a role.
    public synchronized void grantByHand(String role, String group) {
        TargetRole old = role(new RoleName(role));
        roles.put(
                old.name(),
                new TargetRole(
                        old.name(), edited(old.groups(), List.of(new GroupName(group)), List.of()), old.users()));
    }

    /// An account that somebody else made.
    public synchronized void addForeign(String name) {
        accounts.put(new UserName(name), new Account(new UserName(name), null, 1, 1, ""));
    }

    /// An account that a synchronization of another cluster made.
    public synchronized void addOf(String cluster, String name, String id) {
        accounts.put(
                new UserName(name),
                new Account(
                        new UserName(name),
                        null,
                        20_000 + accounts.size(),
                        10_000,
                        "",
                        null,
                        new Provenance.OtherCluster(cluster, new IamId(id), false)));
    }

    /// Whom the accounts of ours stand for, by name.
    public synchronized Map<String, String> owners() {
        Map<String, String> owners = new TreeMap<>();
        accounts.values().forEach(account -> {
            OwnerMark mark = account.mark();
            if (mark != null) {
                owners.put(account.name().value(), mark.id().value());
            }
        });
        return owners;
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public synchronized TargetSnapshot read(Progress progress) throws UnavailableException {
        check();
        return new TargetSnapshot(accounts.values(), groups.values(), roles.values());
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        return applyNow(changes, checkpoint);
    }

    private synchronized List<ChangeOutcome> applyNow(List<Change> changes, Checkpoint checkpoint)
            throws UnavailableException {
        check();
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            checkpoint.pass();
            String reason = change instanceof Change.CreateAccount ? refused.get(change.objectName()) : null;
            if (reason == null) {
                make(change);
            }
            outcomes.add(reason == null ? new ChangeOutcome.Applied() : new ChangeOutcome.Failed(reason));
            checkpoint.made();
        }
        return outcomes;
    }

    private void make(Change change) {
        switch (change) {
            case Change.CreateAccount c ->
                put(new Account(
                        c.user().name(), new OwnerMark(c.user().id()), c.uidNumber(), c.gidNumber(), c.description()));
            case Change.UpdateAccount c -> {
                Account old = account(c.user().name());
                put(new Account(old.name(), old.mark(), old.uidNumber(), c.gidNumber(), c.description()));
            }
            case Change.RenameAccount c -> {
                Account old = account(c.user().name());
                accounts.remove(old.name());
                put(new Account(c.newName(), old.mark(), old.uidNumber(), old.gidNumber(), old.description()));
            }
            case Change.DisableAccount c -> {
                Account old = account(c.user().name());
                put(new Account(old.name(), old.mark(), old.uidNumber(), old.gidNumber(), old.description(), today()));
                passwords.remove(old.name());
            }
            case Change.EnableAccount c -> {
                Account old = account(c.user().name());
                put(new Account(old.name(), old.mark(), old.uidNumber(), c.gidNumber(), c.description()));
            }
            case Change.AdoptAccount c -> {
                Account old = account(c.user().name());
                put(new Account(
                        old.name(), new OwnerMark(c.user().id()), old.uidNumber(), old.gidNumber(), old.description()));
            }
            case Change.AdoptGroup c -> {
                TargetGroup old = group(c.group().name());
                put(new TargetGroup(
                        old.name(), new OwnerMark(c.group().id()), old.gidNumber(), old.description(), old.members()));
            }
            case Change.DeleteAccount c -> accounts.remove(c.user().name());
            case Change.CreatePrincipal _, Change.DeletePrincipal _ ->
                throw new IllegalArgumentException("there is no realm");
            case Change.CreateGroup c ->
                put(new TargetGroup(
                        c.group().name(),
                        new OwnerMark(c.group().id()),
                        c.gidNumber(),
                        c.description(),
                        new TreeSet<>(c.members())));
            case Change.ChangeGroup c -> {
                TargetGroup old = group(c.group().name());
                put(new TargetGroup(
                        old.name(),
                        old.mark(),
                        old.gidNumber(),
                        c.description(),
                        edited(old.members(), c.add(), c.remove())));
            }
            case Change.RenameGroup c -> {
                TargetGroup old = group(c.group().name());
                groups.remove(old.name());
                put(new TargetGroup(c.newName(), old.mark(), old.gidNumber(), old.description(), old.members()));
            }
            case Change.DeleteGroup c -> groups.remove(c.group().name());
            case Change.ChangeManagerGroup c -> {
                TargetGroup old = group(c.group());
                put(new TargetGroup(
                        old.name(),
                        old.mark(),
                        old.gidNumber(),
                        old.description(),
                        edited(old.members(), userNames(c.add()), userNames(c.remove()))));
            }
            case Change.GrantRole c -> {
                TargetRole old = role(c.role());
                roles.put(
                        c.role(),
                        new TargetRole(
                                c.role(),
                                edited(old.groups(), groupNames(c.groups()), List.of()),
                                edited(
                                        old.users(),
                                        c.users().stream().map(UserRef::name).toList(),
                                        List.of())));
            }
            case Change.RepairBacklinks c -> throw new IllegalArgumentException("keeps no memberOf: " + c);
            case Change.ClearBacklinks c -> throw new IllegalArgumentException("keeps no memberOf: " + c);
            case Change.WithdrawRole c -> {
                TargetRole old = role(c.role());
                roles.put(
                        c.role(),
                        new TargetRole(
                                c.role(),
                                edited(old.groups(), List.of(), groupNames(c.groups())),
                                edited(old.users(), List.of(), c.users())));
            }
        }
    }

    @Override
    public synchronized Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException {
        check();
        return Optional.ofNullable(accounts.get(name))
                .filter(account -> account.disabledSince() == null)
                .flatMap(account -> Optional.ofNullable(account.mark()))
                .map(mark -> new PasswordStanding(new UserRef(mark.id(), name), passwords.containsKey(name)));
    }

    /// What becomes of passwords from now on.
    public synchronized void initializes(PasswordOutcome.Initialized outcome) {
        initialized = outcome;
    }

    /// Refuses one text, as a Manager with rules of its own would, and quotes it, as none should.
    @Override
    public synchronized PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException {
        check();
        if (password.reveal().equals(REFUSED)) {
            return new PasswordOutcome.Refused("not '" + password.reveal() + "'");
        }
        passwords.put(user.name(), password);
        return initialized;
    }

    /// What somebody could log in with.
    public synchronized Optional<Secret> password(String name) {
        return Optional.ofNullable(passwords.get(new UserName(name)));
    }

    @Override
    public synchronized void check() throws UnavailableException {
        if (away) {
            throw new UnavailableException(UnavailableException.Part.MANAGER_USER, "the Manager went away");
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private void put(Account account) {
        accounts.put(account.name(), account);
    }

    private void put(TargetGroup group) {
        groups.put(group.name(), group);
    }

    private Account account(UserName name) {
        return Objects.requireNonNull(accounts.get(name), name::value);
    }

    private TargetGroup group(GroupName name) {
        return Objects.requireNonNull(groups.get(name), name::value);
    }

    private TargetRole role(RoleName name) {
        return Objects.requireNonNull(roles.get(name), name::value);
    }

    private static List<UserName> userNames(List<UserRef> users) {
        return users.stream().map(UserRef::name).toList();
    }

    private static List<GroupName> groupNames(List<GroupRef> groups) {
        return groups.stream().map(GroupRef::name).toList();
    }

    private static <T> Set<T> edited(Collection<T> old, Collection<T> add, Collection<T> remove) {
        Set<T> all = new TreeSet<>(old);
        all.addAll(add);
        all.removeAll(remove);
        return all;
    }
}
