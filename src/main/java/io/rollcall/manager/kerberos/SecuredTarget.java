package io.rollcall.manager.kerberos;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.kerberos.KerberosRealm.Standing;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordOutcome.Initialized;
import io.rollcall.sync.password.PasswordOutcome.Refused;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.password.PasswordTarget;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.ChangeOutcome.Failed;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.Principals;
import io.rollcall.sync.target.TargetSnapshot;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The Manager of a cluster in security mode: a directory, and a realm beside it. Principals are stored in the
/// realm, all else in the directory. When an account is renamed, disabled, enabled or adopted, its principal is
/// changed before its entry, so that a run that was interrupted between the two finds the account unchanged and
/// repeats both.
public final class SecuredTarget implements ProvisioningTarget, PasswordTarget {
    private final ProvisioningTarget directory;
    private final PasswordTarget directoryPasswords;
    private final KerberosRealm realm;
    private volatile SoftReference<@Nullable TargetSnapshot> former = new SoftReference<>(null);

    /// @param directory which this target closes, as it does the realm
    public <D extends ProvisioningTarget & PasswordTarget> SecuredTarget(D directory, KerberosRealm realm) {
        this.directory = directory;
        this.directoryPasswords = directory;
        this.realm = realm;
    }

    @Override
    public String directory() {
        return directory.directory();
    }

    /// {@inheritDoc}
    ///
    /// No directory tool writes principals, so they are comments.
    @Override
    public String ldif(Change change) {
        return switch (change) {
            case Change.CreatePrincipal c -> "# principal " + c.user().name() + " is created\n\n";
            case Change.DeletePrincipal c -> "# principal " + c.user().name() + " is deleted\n\n";
            case Change.RenameAccount c ->
                "# principal " + c.user().name() + " becomes " + c.newName() + "\n\n" + directory.ldif(change);
            case Change.DisableAccount c ->
                "# principal " + c.user().name() + " gets no more tickets\n\n" + directory.ldif(change);
            case Change.EnableAccount c ->
                "# principal " + c.user().name() + " gets tickets again\n\n" + directory.ldif(change);
            case Change.AdoptAccount c ->
                "# principal " + c.user().name() + " gets this cluster's policy, if it has that of " + c.from() + "\n\n"
                        + directory.ldif(change);
            default -> directory.ldif(change);
        };
    }

    /// {@inheritDoc}
    ///
    /// Only principals whose names no account has are queried one by one. A principal with the name of a foreign
    /// account is foreign, and one with the name of an owned account counts as owned.
    @Override
    public TargetSnapshot read(Progress progress) throws UnavailableException {
        TargetSnapshot snapshot = withPrincipals(directory.read(progress), realm.list(progress), progress)
                .orFormer(former.get());
        former = new SoftReference<>(snapshot);
        return snapshot;
    }

    /// {@inheritDoc}
    ///
    /// The names of all principals are listed: a foreign one may differ from an account's name in letter case, and
    /// a realm has no other way to find it.
    @Override
    public TargetSnapshot read(Concern concern, Progress progress) throws UnavailableException {
        TargetSnapshot snapshot = directory.read(concern, progress);
        Set<UserName> names = realm.list(progress);
        if (snapshot.isWhole()) {
            return withPrincipals(snapshot, names, progress);
        }
        Set<String> keys = new HashSet<>();
        concern.users().forEach(name -> keys.add(name.key()));
        snapshot.accounts().forEach(account -> keys.add(account.name().key()));
        return withPrincipals(
                snapshot,
                names.stream().filter(name -> keys.contains(name.key())).collect(Collectors.toSet()),
                progress);
    }

    private TargetSnapshot withPrincipals(TargetSnapshot snapshot, Set<UserName> names, Progress progress)
            throws UnavailableException {
        Set<UserName> foreign = new HashSet<>();
        List<UserName> unknown = new ArrayList<>();
        for (UserName name : names) {
            Account account = snapshot.account(name);
            if (account == null) {
                unknown.add(name);
            } else if (account.mark() == null) {
                foreign.add(name);
            }
        }
        realm.standing(unknown, progress).forEach((name, standing) -> {
            if (standing != Standing.OURS) {
                foreign.add(name);
            }
        });
        return snapshot.in(new Principals(names, foreign));
    }

    @Override
    public Set<Integer> numbersInUse(Set<Integer> candidates, Progress progress) throws UnavailableException {
        return directory.numbersInUse(candidates, progress);
    }

    /// Changes whose principals are handled by one request of the realm, and where their outcomes belong.
    private static final class Batch {
        final List<Integer> places = new ArrayList<>();
        final List<UserName> names = new ArrayList<>();

        void add(int place, UserRef user) {
            places.add(place);
            names.add(user.name());
        }
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        @Nullable ChangeOutcome[] outcomes = new ChangeOutcome[changes.size()];
        Batch creations = new Batch();
        Batch deletions = new Batch();
        Batch disabled = new Batch();
        Batch enabled = new Batch();
        Map<ClusterId, Batch> adopted = new TreeMap<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            switch (changes.get(i)) {
                case Change.CreatePrincipal c -> creations.add(i, c.user());
                case Change.DeletePrincipal c -> deletions.add(i, c.user());
                case Change.RenameAccount c -> {
                    outcomes[i] = rename(c, checkpoint);
                    if (outcomes[i] == null) {
                        others.add(i);
                    }
                }
                case Change.DisableAccount c -> disabled.add(i, c.user());
                case Change.EnableAccount c -> enabled.add(i, c.user());
                case Change.AdoptAccount c ->
                    adopted.computeIfAbsent(c.from(), from -> new Batch()).add(i, c.user());
                default -> others.add(i);
            }
        }
        put(outcomes, creations.places, realm.create(creations.names, checkpoint));
        put(outcomes, deletions.places, realm.delete(deletions.names, checkpoint));
        // The principal first: the mark of a disabled account means that both are disabled.
        others.addAll(unlessFailed(outcomes, disabled.places, realm.allowTickets(disabled.names, false, checkpoint)));
        others.addAll(unlessFailed(outcomes, enabled.places, realm.allowTickets(enabled.names, true, checkpoint)));
        for (Map.Entry<ClusterId, Batch> entry : adopted.entrySet()) {
            Batch adoptees = entry.getValue();
            others.addAll(
                    unlessFailed(outcomes, adoptees.places, realm.adopt(adoptees.names, entry.getKey(), checkpoint)));
        }
        if (!others.isEmpty()) {
            put(
                    outcomes,
                    others,
                    directory.apply(others.stream().map(changes::get).toList(), checkpoint));
        }
        List<ChangeOutcome> all = new ArrayList<>(outcomes.length);
        for (ChangeOutcome outcome : outcomes) {
            all.add(Optional.ofNullable(outcome).orElseThrow());
        }
        return all;
    }

    /// Why the account cannot be renamed; null when its principal has the new name, or there is none.
    private @Nullable ChangeOutcome rename(Change.RenameAccount change, Checkpoint checkpoint)
            throws UnavailableException {
        UserName from = change.user().name();
        if (!realm.exists(from) && !realm.exists(change.newName())) {
            return null;
        }
        return realm.rename(from, change.newName(), checkpoint) instanceof Failed failed ? failed : null;
    }

    /// The positions whose entries may be changed next; for the others the failure is recorded.
    private static List<Integer> unlessFailed(
            @Nullable ChangeOutcome[] outcomes, List<Integer> places, List<ChangeOutcome> found) {
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            if (found.get(i) instanceof Failed failed) {
                outcomes[places.get(i)] = failed;
            } else {
                rest.add(places.get(i));
            }
        }
        return rest;
    }

    private static void put(@Nullable ChangeOutcome[] outcomes, List<Integer> places, List<ChangeOutcome> found) {
        for (int i = 0; i < places.size(); i++) {
            outcomes[places.get(i)] = found.get(i);
        }
    }

    /// {@inheritDoc}
    ///
    /// A password that only the realm has, and that was never used, was left behind by a failure between the two:
    /// it does not count.
    @Override
    public Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException {
        Optional<PasswordStanding> standing = directoryPasswords.passwordOf(name);
        return standing.isPresent() && !standing.get().initialized() && realm.hasSettledPassword(name)
                ? Optional.of(new PasswordStanding(standing.get().user(), true))
                : standing;
    }

    /// {@inheritDoc}
    ///
    /// The realm is changed first: it always demands a new password, so that [#passwordOf] can tell a half-made
    /// one from one in use.
    @Override
    public PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException {
        if (realm.setPassword(user.name(), password, true) instanceof Failed failed) {
            return new Refused(failed.reason());
        }
        return switch (directoryPasswords.setPassword(user, password)) {
            case Initialized initialized -> initialized.andInRealm();
            case Refused(String reason) -> new Refused("only the realm took it: " + reason);
        };
    }

    @Override
    public void check() throws UnavailableException {
        directory.check();
        realm.check();
    }

    @Override
    public void close() {
        try {
            realm.close();
        } finally {
            directory.close();
        }
    }
}
