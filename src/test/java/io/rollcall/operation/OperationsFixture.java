package io.rollcall.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Leases;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.model.Tally;
import io.rollcall.operation.run.AfterSyncRunner;
import io.rollcall.operation.run.ManagerBreakers;
import io.rollcall.operation.run.ReadBack;
import io.rollcall.operation.run.Run;
import io.rollcall.operation.run.WorkerSlot;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.operation.store.ClusterState;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Completeness;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.source.IamSnapshot;
import io.rollcall.sync.source.IamUser;
import io.rollcall.sync.source.Selection;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.TargetRole;
import io.rollcall.tracing.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/// Operations on a real database file, with a clock that only tests move, and any number of clusters. Nothing
/// runs unless a test runs it.
public final class OperationsFixture implements AutoCloseable {
    static final PlanRules LENIENT = new PlanRules(
            Entitlements.documented(), NameRules.documented(), new GuardLimits(1000, 100, 1000, 1000, 100));

    public static final Duration LEASE = Duration.ofSeconds(10);
    static final int CONCURRENT = 4;
    static final Duration DRIFT_INTERVAL = Duration.ofMinutes(1);
    public static final Command EVERYTHING = new Command.Synchronize(new Selection.Everything());
    public static final Requester CALLER = new Requester("u1", "caller", "token", "192.0.2.1", "request");

    final CrashPoints steps = new CrashPoints();
    final Map<ClusterId, Reconciler> reconcilers = new HashMap<>();
    private final TestDatabase place;
    private final UnaryOperator<DataSource> aroundReaders;

    /// For the next start: a server that is away is not waited for.
    Duration stallLimit = Duration.ZERO;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    public final InstantSource clock = () -> now;
    public Database database;
    public Operations operations;

    public OperationsFixture(Path folder) {
        this(folder, reader -> reader);
    }

    /// @param aroundReaders put between what only reads and the database
    OperationsFixture(Path folder, UnaryOperator<DataSource> aroundReaders) {
        this.aroundReaders = aroundReaders;
        place = TestDatabase.in(folder);
        database = place.open(aroundReaders, steps::around);
        operations = start();
    }

    /// Another start of the service on what the last one left behind.
    void restart() {
        steps.dieAt(0);
        operations.close();
        database.close();
        database = place.open(aroundReaders, steps::around);
        operations = startWhenLeasesAreOver();
    }

    /// Another start without the time that a new pool of connections takes.
    void restartQuickly() {
        steps.dieAt(0);
        operations = startWhenLeasesAreOver();
    }

    /// Where other replicas may live, the leases of a dead one have to run out.
    private Operations startWhenLeasesAreOver() {
        if (!database.exclusive()) {
            pass(LEASE);
        }
        return start();
    }

    private Operations start() {
        return Operations.open(
                database,
                clock,
                Operations.Settings.DEFAULT
                        .withConcurrent(CONCURRENT)
                        .withLease(LEASE)
                        .withDriftInterval(DRIFT_INTERVAL)
                        .withStallLimit(stallLimit),
                id -> reconciler(id).map(ServedCluster::new));
    }

    Optional<Reconciler> reconciler(ClusterId id) {
        return Optional.ofNullable(reconcilers.get(id));
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /// Looks for drift when it is time to.
    void watch() {
        pass(DRIFT_INTERVAL);
        operations.watchOnce();
    }

    FakeCluster site(String id, Function<Selection, IamSnapshot> iam, MemoryTarget model, PlanRules rules) {
        FakeCluster site = new FakeCluster(id, iam, model, rules, steps);
        reconcilers.put(site.id(), site.reconciler());
        return site;
    }

    /// A cluster with a group `crowd` of users `user0`, `user1` … and the decided guard.
    public FakeCluster crowd(String id, int size) {
        MemoryTarget model = new MemoryTarget(id);
        model.put(new TargetRole(new RoleName("Manager_viewer"), Set.of(), Set.of()));
        return site(id, people(size), model, PlanRules.standard());
    }

    /// An IAM with a group `crowd` of so many readers.
    public static Function<Selection, IamSnapshot> people(int size) {
        List<IamUser> users = IntStream.range(0, size)
                .mapToObj(i -> new IamUser(new IamId("u" + i), new UserName("user" + i), true, ""))
                .toList();
        IamGroup crowd = new IamGroup(
                new IamId("g"),
                new GroupName("crowd"),
                "",
                users.stream().map(IamUser::id).collect(Collectors.toSet()),
                Set.of(SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS)));
        return selection -> new IamSnapshot(users, List.of(crowd), new Completeness.Complete());
    }

    public OperationId accept(FakeCluster site, Command command) {
        return accept(site, command, false);
    }

    public OperationId accept(FakeCluster site, Command command, boolean dryRun) {
        return ((Submission.Accepted) operations.submit(site.id(), command, dryRun, CALLER))
                .operation()
                .id();
    }

    /// Accepts a request and carries it as far as it goes.
    public Operation run(FakeCluster site, Command command) {
        return finish(site, accept(site, command));
    }

    Operation dryRun(FakeCluster site, Command command) {
        return finish(site, accept(site, command, true));
    }

    public Operation finish(FakeCluster site, OperationId id) {
        while (operations.runOnce()) {
            // Until nothing waits.
        }
        return find(site, id);
    }

    Operation find(FakeCluster site, OperationId id) {
        while (true) {
            List<Result> before = rows(id);
            Operation operation = operations.find(site.id(), id).orElseThrow();
            // Not while a slice is being recorded, which the next write of a run does not wait for.
            if (rows(id).equals(before)) {
                // The counters are the rows, at any time.
                assertThat(operation.tallies()).isEqualTo(count(before));
                return operation;
            }
        }
    }

    List<Result> rows(OperationId id) {
        List<Result> all = new ArrayList<>();
        Page<Result> page = operations.results(id, null, null, 1000, 0);
        all.addAll(page.rows());
        while (page.next() != null) {
            page = operations.results(id, null, null, 1000, Long.parseLong(page.next()));
            all.addAll(page.rows());
        }
        return all;
    }

    private static Map<ObjectKind, Tally> count(List<Result> rows) {
        Map<ObjectKind, Tally> tallies = new EnumMap<>(ObjectKind.class);
        for (Result row : rows) {
            Tally one = switch (row.outcome()) {
                case PLANNED, SKIPPED -> new Tally(1, 0, 0);
                case APPLIED, ALREADY_SO -> new Tally(1, 1, 0);
                case FAILED, REFUSED -> new Tally(1, 0, 1);
            };
            tallies.merge(row.kind(), one, Tally::plus);
        }
        return tallies;
    }

    /// As it is in the database, whatever the last start of the service thought.
    public Claim claim(String owner) {
        return leases(owner).claim().orElseThrow();
    }

    Leases leases(String owner) {
        return new Leases(database, clock, owner, LEASE);
    }

    public Run run(Claim claim, FakeCluster site) {
        PlanStore plans = new PlanStore(database, clock, OperationObserver.NONE);
        Run.Context context = new Run.Context(
                new RunStore(database, clock, OperationObserver.NONE),
                plans,
                new ReadBack(database, clock, plans, ClusterState.window(DRIFT_INTERVAL)),
                new AfterSyncRunner(database),
                new ManagerBreakers(),
                Duration.ZERO,
                OperationObserver.NONE,
                Tracer.OFF);
        return new Run(claim, new ServedCluster(site.reconciler()), context, new WorkerSlot(new Semaphore(0)));
    }

    @Override
    public void close() {
        steps.dieAt(0);
        operations.close();
        database.close();
    }
}
