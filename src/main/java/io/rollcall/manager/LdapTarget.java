package io.rollcall.manager;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.cluster.UserName;
import io.rollcall.manager.connection.LdapConnections;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.LoginRefusedException;
import io.rollcall.manager.layout.DirectoryLayout;
import io.rollcall.manager.read.BulkSearch;
import io.rollcall.manager.read.ConcernSearch;
import io.rollcall.manager.read.NumberSearch;
import io.rollcall.manager.read.RememberedSnapshot;
import io.rollcall.manager.read.RememberedSnapshot.State;
import io.rollcall.manager.read.ServerTraits;
import io.rollcall.manager.read.SnapshotReader;
import io.rollcall.manager.read.Visibility;
import io.rollcall.manager.write.ChangeWriter;
import io.rollcall.manager.write.ChangeWrites;
import io.rollcall.manager.write.MemberEdits;
import io.rollcall.manager.write.PasswordWriter;
import io.rollcall.manager.write.RequestSizes;
import io.rollcall.manager.write.Window;
import io.rollcall.manager.write.Write;
import io.rollcall.sync.password.PasswordOutcome;
import io.rollcall.sync.password.PasswordStanding;
import io.rollcall.sync.password.PasswordTarget;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Checkpoint;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.provisioning.UserRef;
import io.rollcall.sync.target.Concern;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.TargetSnapshot;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The Manager of one cluster as an LDAP directory. Thread-safe.
///
/// Nothing is written but the changes that are given, and the containers `ou=Peoples` and `ou=Groups` where
/// the first entry needs them. Roles are never created: granting one that the directory lacks fails.
public final class LdapTarget implements ProvisioningTarget, PasswordTarget {
    /// A part of the Manager is worth several searches if it is a fourth at most, or few entries anyway.
    private static final int PART = 4;

    private static final int FEW = 100;

    private final DirectoryLayout layout;
    private final RequestSizes sizes;
    private final LdapConnections connections;
    private final Window window = new Window();
    private final ServerTraits.Cache traits = new ServerTraits.Cache();
    private final Visibility visibility;
    private final RememberedSnapshot remembered = new RememberedSnapshot();
    private volatile SoftReference<@Nullable TargetSnapshot> former = new SoftReference<>(null);
    private volatile TargetSnapshot.@Nullable Whole lastHeld;

    /// Connects when first used.
    ///
    /// @throws IllegalArgumentException when a file that the settings name cannot be used
    public LdapTarget(ClusterId cluster, LdapSettings settings) {
        this(cluster, settings, MemberEdits.STANDARD, LdapConnections.LONGEST_IDLE);
    }

    LdapTarget(ClusterId cluster, LdapSettings settings, MemberEdits edits, Duration longestIdle) {
        layout = new DirectoryLayout(cluster, settings.layout(), settings.baseDn());
        sizes = new RequestSizes(edits);
        visibility = new Visibility(layout);
        connections = new LdapConnections(settings, longestIdle);
    }

    /// The base DN alone. Two clusters may reach one directory under different host names, and then must not hand
    /// out the same number twice. If two directories of the same base share their numbers, a few numbers are
    /// wasted, without harm.
    @Override
    public String directory() {
        return "ldap:" + layout.base().toNormalizedString();
    }

    /// {@inheritDoc}
    ///
    /// A container that does not exist is read as empty, as in a new directory, but only when the base entry does
    /// exist. When the server proves that nothing was written since the last read, that read's snapshot is the
    /// answer; so it is, as the same object, when a new read finds the same.
    @Override
    public TargetSnapshot read(Progress progress) throws UnavailableException {
        Optional<State> before = state();
        Optional<TargetSnapshot> last = before.flatMap(remembered::of);
        if (last.isPresent()) {
            return last.get();
        }
        Set<String> servers = new HashSet<>();
        SnapshotReader reader = new SnapshotReader(layout);
        for (ObjectKind kind : List.of(ObjectKind.USER, ObjectKind.GROUP, ObjectKind.ROLE)) {
            boolean ignored = connections.with(part(kind), connection -> {
                servers.add(RememberedSnapshot.server(connection));
                boolean memberOf =
                        layout.membersAreDns() && traits.of(connection).memberOfOverlay();
                new BulkSearch(connection, layout, progress, memberOf).read(kind, part(kind), reader.of(kind));
                return true;
            });
        }
        TargetSnapshot snapshot = reader.snapshot().orFormer(former.get());
        former = new SoftReference<>(snapshot);
        lastHeld = new TargetSnapshot.Whole(snapshot.accountCount(), snapshot.groupCount());
        // The same state before and after, of the one server that was asked: then every search saw it too.
        if (before.isPresent() && servers.equals(Set.of(before.get().server())) && before.equals(state())) {
            remembered.remember(before.get(), snapshot);
        }
        return snapshot;
    }

    /// {@inheritDoc}
    ///
    /// How many entries the whole Manager holds is known from the last read of it: without one, or where members
    /// are names, whose letter case no index ignores, or where much of it is of concern, this is such a read.
    @Override
    public TargetSnapshot read(Concern concern, Progress progress) throws UnavailableException {
        TargetSnapshot.Whole held = lastHeld;
        if (held == null
                || !layout.membersAreDns()
                || concern.size() * PART > held.accounts() + held.groups() + PART * FEW) {
            return read(progress);
        }
        Optional<TargetSnapshot> last = state().flatMap(remembered::of);
        if (last.isPresent()) {
            return last.get();
        }
        return connections.with(
                Part.MANAGER_USER,
                connection -> new ConcernSearch(connection, layout, progress, new SnapshotReader(layout))
                        .read(concern, held));
    }

    private Optional<State> state() throws UnavailableException {
        return connections.with(
                Part.MANAGER_USER,
                connection -> RememberedSnapshot.state(connection, layout.base().toString()));
    }

    @Override
    public Set<Integer> numbersInUse(Set<Integer> candidates, Progress progress) throws UnavailableException {
        return connections.with(
                Part.MANAGER_USER, connection -> new NumberSearch(connection, layout, progress).inUse(candidates));
    }

    @Override
    public List<ChangeOutcome> apply(List<Change> changes, Checkpoint checkpoint) throws UnavailableException {
        remembered.forget();
        Map<Integer, ChangeOutcome> outcomes = new TreeMap<>();
        List<Integer> open = IntStream.range(0, changes.size()).boxed().toList();
        while (!open.isEmpty()) {
            List<Integer> now = open;
            Part part = part(changes.get(now.getFirst()).kind());
            // Each pass with an outcome starts a new retry budget: a directory that makes progress is not
            // unavailable.
            outcomes.putAll(connections.with(
                    part,
                    connection -> new ChangeWriter(
                                    connection, layout, writes(), window, traits, visibility, sizes, checkpoint)
                            .pass(changes, now)));
            open = now.stream().filter(i -> !outcomes.containsKey(i)).toList();
        }
        return List.copyOf(outcomes.values());
    }

    private ChangeWrites writes() {
        return new ChangeWrites(layout, sizes.edits(), InstantSource.system());
    }

    @Override
    public String ldif(Change change) {
        return writes().of(change).stream().map(Write::ldif).collect(Collectors.joining());
    }

    @Override
    public Optional<PasswordStanding> passwordOf(UserName name) throws UnavailableException {
        return connections.with(Part.MANAGER_USER, connection -> new PasswordWriter(connection, layout).standing(name));
    }

    /// {@inheritDoc}
    ///
    /// The connection should be encrypted: some servers refuse passwords on others.
    @Override
    public PasswordOutcome setPassword(UserRef user, Secret password) throws UnavailableException {
        return connections.with(
                Part.MANAGER_USER, connection -> new PasswordWriter(connection, layout).set(user, password));
    }

    @Override
    public void check() throws UnavailableException {
        long end = System.nanoTime() + BulkSearch.LONGEST_CHECK.toNanos();
        try (LDAPConnection connection = connections.fresh(BulkSearch.LONGEST_CHECK)) {
            BulkSearch.readBase(connection, layout, Duration.ofNanos(end - System.nanoTime()));
        } catch (LoginRefusedException e) {
            throw UnavailableException.refused(Part.MANAGER_USER, e.words(), e);
        } catch (LDAPException e) {
            throw new UnavailableException(Part.MANAGER_USER, LdapConnections.away(e), e);
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    private static Part part(ObjectKind kind) {
        return switch (kind) {
            case USER, PRINCIPAL -> Part.MANAGER_USER;
            case GROUP, ROLE -> Part.MANAGER_GROUP;
        };
    }
}
