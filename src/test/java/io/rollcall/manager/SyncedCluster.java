package io.rollcall.manager;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.rollcall.api.MapIdentitySource;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.policy.Policy;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.SampleChanges;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Operations of one cluster from an IAM in memory to a directory, without HTTP. No guard holds them. Looks
/// for drift only when asked to.
final class SyncedCluster implements AutoCloseable {
    /// Gives the roles `Manager_viewer` and `default`, and the group `launcher-job`.
    static final Policy VIEWERS = new Policy.SystemPolicy("MRS CommonOperations", List.of());

    final MapIdentitySource iam;
    private final ClusterId id;
    private final LdapTarget target;
    private final Database database;
    private final Operations operations;

    SyncedCluster(Path data, LdapSettings settings, MapIdentitySource iam) {
        this(SampleChanges.CLUSTER, data, settings, iam);
    }

    /// @param id what the marks on the entries name
    SyncedCluster(ClusterId id, Path data, LdapSettings settings, MapIdentitySource iam) {
        this.id = id;
        this.iam = iam;
        target = new LdapTarget(id, settings);
        database = Database.open(data.resolve("rollcall.db"));
        PlanRules usual = PlanRules.standard();
        PlanRules rules = new PlanRules(
                usual.entitlements(), usual.names(), new GuardLimits(1_000_000, 100, 1_000_000, 1_000_000, 100));
        Reconciler reconciler = new Reconciler(new Cluster(id, "test", new ProjectId("p1")), iam, target, rules);
        operations = Operations.open(
                database,
                InstantSource.system(),
                Operations.Settings.DEFAULT.withStallLimit(Duration.ZERO).withDriftInterval(Duration.ofHours(1)),
                asked -> asked.equals(id) ? Optional.of(new ServedCluster(reconciler)) : Optional.empty());
        operations.start();
    }

    /// A new directory with what such a cluster needs besides.
    static Slapd directory(Slapd.Overlay... overlays) throws Exception {
        Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS, overlays);
        try (LDAPConnection admin = slapd.admin()) {
            ManagerFixture.fill(admin, slapd.settings().layout());
            ManagerFixture.add(
                    admin,
                    "dn: cn=default,ou=Roles," + Slapd.BASE,
                    "objectClass: organizationalRole",
                    "objectClass: extensibleObject",
                    "cn: default");
        }
        return slapd;
    }

    /// An IAM with that many users, all in the group `data`.
    static MapIdentitySource iam(int users) {
        MapIdentitySource iam = new MapIdentitySource().project("p1");
        names(users).forEach(iam::user);
        return iam.group("data", names(users), VIEWERS);
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("user%05d"::formatted).toList();
    }

    LdapTarget target() {
        return target;
    }

    Operations operations() {
        return operations;
    }

    Operation synchronizeAll() throws Exception {
        return run(new Command.Synchronize(new Selection.Everything()));
    }

    /// Takes everybody out again who is in.
    Operation cancelAll() throws Exception {
        SynchronizedNames synchronizedNames = operations.synchronizedNames(id);
        return run(new Command.Cancel(Selection.Named.of(
                users(synchronizedNames.userNames().toArray(String[]::new)),
                groups(synchronizedNames.groupNames().toArray(String[]::new)))));
    }

    Operation run(Command command) throws Exception {
        Submission submission =
                operations.submit(id, command, false, new Requester("u-1", "tester", "token", "127.0.0.1", "r-1"));
        Operation accepted = ((Submission.Accepted) submission).operation();
        ManagerFixture.until(
                () -> now(accepted).state().ended() || now(accepted).state() == OperationState.HELD);
        return now(accepted);
    }

    /// Lets a held one go ahead.
    Operation release(Operation held) throws Exception {
        operations.release(id, held.id(), new Requester("u-2", "releaser", "token", "127.0.0.1", "r-2"));
        ManagerFixture.until(() -> now(held).state().ended());
        return now(held);
    }

    /// What was refused or failed, as `name: reason`.
    List<String> troubles(Operation operation) {
        return operations.results(operation.id(), null, null, 1_000, 0).rows().stream()
                .filter(row -> row.outcome() == Result.Outcome.FAILED || row.outcome() == Result.Outcome.REFUSED)
                .map(row -> row.name() + ": " + row.reason())
                .toList();
    }

    /// All rows of an operation.
    List<Result> rows(Operation operation) {
        return operations.results(operation.id(), null, null, 1_000, 0).rows();
    }

    private Operation now(Operation operation) {
        return operations.find(id, operation.id()).orElseThrow();
    }

    @Override
    public void close() {
        operations.close();
        target.close();
        database.close();
    }

    static List<UserName> users(String... names) {
        return List.of(names).stream().map(UserName::new).toList();
    }

    static List<GroupName> groups(String... names) {
        return List.of(names).stream().map(GroupName::new).toList();
    }
}
