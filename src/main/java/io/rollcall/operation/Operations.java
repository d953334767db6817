package io.rollcall.operation;

import io.rollcall.background.LoopObserver;
import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.audit.AuditForwarder;
import io.rollcall.operation.audit.AuditSink;
import io.rollcall.operation.lease.Leases;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.Decided;
import io.rollcall.operation.model.Intervention;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.model.Standing;
import io.rollcall.operation.model.Statistics;
import io.rollcall.operation.model.StoredPlan;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.model.SyncState;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.operation.model.Touched;
import io.rollcall.operation.run.AfterSyncRunner;
import io.rollcall.operation.run.ManagerBreakers;
import io.rollcall.operation.run.ReadBack;
import io.rollcall.operation.run.Run;
import io.rollcall.operation.run.Worker;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.operation.store.ClusterState;
import io.rollcall.operation.store.DifferenceReader;
import io.rollcall.operation.store.FleetReader;
import io.rollcall.operation.store.OperationReader;
import io.rollcall.operation.store.OperationStore;
import io.rollcall.operation.store.PersonReader;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.operation.store.RunStore;
import io.rollcall.operation.store.ScheduleStore;
import io.rollcall.operation.store.StatisticsReader;
import io.rollcall.operation.store.StatusReader;
import io.rollcall.operation.store.SyncStateReader;
import io.rollcall.operation.upkeep.DriftWatch;
import io.rollcall.operation.upkeep.Retention;
import io.rollcall.operation.upkeep.Timetable;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.tracing.Tracer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that callers can do with operations, from requesting one to reading its results. No method waits for an IAM
/// or a Manager: that happens behind the queue, on the worker's threads, or in [Passwords] and [People].
/// Thread-safe.
public final class Operations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private final Database database;
    private final OperationStore store;
    private final OperationReader reader;
    private final StatusReader statuses;
    private final SyncStateReader states;
    private final Worker worker;
    private final DriftWatch driftWatch;
    private final Retention retention;
    private final Function<ClusterId, Optional<Reconciler>> reconcilers;
    private final Passwords passwords;
    private final People people;
    private final FleetReader fleet;
    private final DifferenceReader differences;
    private final LoopObserver observer;
    private final ScheduleStore schedules;
    private final InstantSource clock;
    private final StatisticsReader statistics;
    private final Tracer tracer;

    /// How operations are carried out.
    ///
    /// @param concurrent the most operations that run at the same time
    /// @param lease how long a worker holds an operation without renewing its lease
    /// @param driftInterval between two checks whether IAM and Manager still agree
    /// @param retention how long ended operations, their results and the audit are retained
    /// @param stallLimit how long an operation may make no progress before it ends as failed; zero: it fails at
    ///     the first server that does not answer
    public record Settings(
            int concurrent, Duration lease, Duration driftInterval, Duration retention, Duration stallLimit) {
        /// R28 names a minute for drift; a quarter of a year is what audits usually demand; two minutes
        /// are longer than the restart or the failover of a server.
        public static final Settings DEFAULT = new Settings(
                8, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofDays(90), Duration.ofMinutes(2));

        /// The same with another number of operations at a time.
        public Settings withConcurrent(int most) {
            return new Settings(most, lease, driftInterval, retention, stallLimit);
        }

        /// The same with another lease.
        public Settings withLease(Duration length) {
            return new Settings(concurrent, length, driftInterval, retention, stallLimit);
        }

        /// The same with another interval of drift checks.
        public Settings withDriftInterval(Duration interval) {
            return new Settings(concurrent, lease, interval, retention, stallLimit);
        }

        /// The same with another retention.
        public Settings withRetention(Duration kept) {
            return new Settings(concurrent, lease, driftInterval, kept, stallLimit);
        }

        /// The same with another stall limit.
        public Settings withStallLimit(Duration limit) {
            return new Settings(concurrent, lease, driftInterval, retention, limit);
        }
    }

    private Operations(
            Database database,
            OperationStore store,
            OperationReader reader,
            StatusReader statuses,
            SyncStateReader states,
            Worker worker,
            DriftWatch driftWatch,
            Retention retention,
            Passwords passwords,
            People people,
            FleetReader fleet,
            DifferenceReader differences,
            ScheduleStore schedules,
            InstantSource clock,
            Function<ClusterId, Optional<Reconciler>> reconcilers,
            LoopObserver observer,
            Tracer tracer) {
        this.database = database;
        this.tracer = tracer;
        this.observer = observer;
        this.schedules = schedules;
        this.clock = clock;
        this.statistics = new StatisticsReader(database, clock);
        this.store = store;
        this.reader = reader;
        this.statuses = statuses;
        this.states = states;
        this.worker = worker;
        this.driftWatch = driftWatch;
        this.retention = retention;
        this.passwords = passwords;
        this.people = people;
        this.fleet = fleet;
        this.differences = differences;
        this.reconcilers = reconcilers;
    }

    /// Opens the operations stored in a database. Operations that were accepted before, by this process or by a
    /// dead replica, resume with [#start].
    ///
    /// @param clusters the clusters that this process serves; is looked at whenever work on one begins
    public static Operations open(
            Database database,
            InstantSource clock,
            Settings settings,
            Function<ClusterId, Optional<ServedCluster>> clusters) {
        return open(database, clock, settings, clusters, LoopObserver.NONE, OperationObserver.NONE, Tracer.OFF);
    }

    /// The same, with observers of the loops and of what becomes of operations, and with traces of them.
    public static Operations open(
            Database database,
            InstantSource clock,
            Settings settings,
            Function<ClusterId, Optional<ServedCluster>> clusters,
            LoopObserver observer,
            OperationObserver told,
            Tracer tracer) {
        Function<ClusterId, Optional<Reconciler>> reconcilers =
                id -> clusters.apply(id).map(ServedCluster::reconciler);
        Leases leases = new Leases(database, clock, UUID.randomUUID().toString(), settings.lease());
        if (database.exclusive()) {
            leases.endAll();
        }
        PlanStore plans = new PlanStore(database, clock, told);
        ManagerBreakers breakers = new ManagerBreakers();
        Duration window = ClusterState.window(settings.driftInterval());
        Run.Context context = new Run.Context(
                new RunStore(database, clock, told),
                plans,
                new ReadBack(database, clock, plans, window),
                new AfterSyncRunner(database),
                breakers,
                settings.stallLimit(),
                told,
                tracer);
        OperationStore store = new OperationStore(database, clock);
        OperationReader reader = new OperationReader(database, clock);
        StatusReader statuses = new StatusReader(database, clock, window);
        return new Operations(
                database,
                store,
                reader,
                statuses,
                new SyncStateReader(database, clock, reader, statuses, window),
                new Worker(leases, context, clusters, database.exclusive(), settings.concurrent(), observer),
                new DriftWatch(database, clock, clusters, plans, breakers, settings.driftInterval(), observer, told),
                new Retention(database, clock, settings.retention(), observer),
                new Passwords(database, clock, clusters),
                new People(new PersonReader(database), reconcilers),
                new FleetReader(database, clock, window),
                new DifferenceReader(database),
                new ScheduleStore(database, store, clock),
                clock,
                reconcilers,
                observer,
                tracer);
    }

    /// Starts to work on what is queued, and to watch for drift.
    public void start() {
        worker.start();
        driftWatch.start();
        retention.start();
        worker.wake();
    }

    /// The clusters whose Managers did not answer when this process last asked them.
    public Set<ClusterId> away() {
        Set<ClusterId> served = new HashSet<>(worker.away());
        served.removeIf(cluster -> reconcilers.apply(cluster).isEmpty());
        return served;
    }

    /// The state of the service in numbers. For one caller at a time.
    public Statistics statistics() {
        return statistics.read();
    }

    /// Starts to synchronize clusters at the times of their schedules.
    ///
    /// @param timetable is looked at every few seconds
    /// @return closing it stops that
    public AutoCloseable follow(Supplier<Map<ClusterId, Schedule>> timetable) {
        Timetable started =
                new Timetable(schedules, clock, RandomGenerator.getDefault(), timetable, worker::wake, observer);
        started.start();
        return started;
    }

    /// Starts to forward the audit, after the last entry that was forwarded.
    ///
    /// @return closing it stops that
    public AutoCloseable forwardAudit(AuditSink sink) {
        AuditForwarder started =
                new AuditForwarder(database, clock, UUID.randomUUID().toString(), sink, observer);
        started.start();
        return started;
    }

    /// Records in the audit that calls for a cluster were refused.
    ///
    /// @param by the caller of the first of them, as far as that is known
    /// @param detail what was called, why it was refused, and how often
    public void noteRefused(ClusterId cluster, Requester by, Map<String, Object> detail) {
        database.change(connection ->
                Audit.note(connection, clock.millis(), cluster, AuditEntry.Event.REFUSED, null, by, detail));
    }

    /// Accepts a request, or says that the cluster is busy (R8). When this returns
    /// [Submission.Accepted], the request is on disk and will be carried out. A dry run never makes a cluster
    /// busy.
    public Submission submit(ClusterId cluster, Command command, boolean dryRun, Requester by) {
        return worker.queue(
                database,
                connection -> store.accept(connection, cluster, command, dryRun, by),
                submission -> accepted(submission, cluster, dryRun, by));
    }

    private void accepted(Submission submission, ClusterId cluster, boolean dryRun, Requester by) {
        if (submission instanceof Submission.Accepted(Operation operation)) {
            tracer.asked(operation.id().value());
            log.atInfo()
                    .addKeyValue("operation", operation.id())
                    .addKeyValue("cluster", cluster)
                    .addKeyValue("action", operation.action().word())
                    .addKeyValue("is_all_sync", operation.full())
                    .addKeyValue("dry_run", dryRun)
                    .addKeyValue("user_id", by.userId())
                    .addKeyValue("request_id", by.requestId())
                    .log("operation accepted");
        }
    }

    /// The two booleans of the documented status calls (R27, R28), as of no earlier than this call.
    public ClusterStatus status(ClusterId cluster) {
        return statuses.status(cluster);
    }

    /// The reasons for the answer of [#status].
    public SyncState state(ClusterId cluster) {
        return states.read(cluster);
    }

    /// How each of these clusters stands, in the few words of a list.
    public Map<ClusterId, Standing> standings(Collection<ClusterId> clusters) {
        return fleet.standings(clusters);
    }

    /// The newest plan of each of these clusters that was not carried out; clusters without one are left out.
    public Map<ClusterId, StoredPlan> plans(Collection<ClusterId> clusters) {
        return differences.plans(clusters);
    }

    /// Rows of such a plan, in its order.
    ///
    /// @param kind only those; null for all
    /// @param actions only those; null for all
    /// @param name what the name has to contain, in any letter case; null for all
    /// @param after only rows after this one; 0 from the beginning
    public List<Result> differences(
            StoredPlan plan,
            @Nullable ObjectKind kind,
            @Nullable List<Result.Action> actions,
            @Nullable String name,
            long after,
            int limit) {
        return differences.rows(plan.operation(), kind, actions, name, after, limit);
    }

    /// What the plan of an operation would do, by kind and action.
    public List<Touched> touched(OperationId id) {
        return differences.touched(id);
    }

    /// Explains users: beside [#passwords] the only task here that waits for another server, the IAM.
    public People people() {
        return people;
    }

    /// The users and groups that are in the Manager because of a synchronization; during a run, those applied so
    /// far (R29).
    public SynchronizedNames synchronizedNames(ClusterId cluster) {
        return reader.synchronizedNames(cluster);
    }

    /// The operations of a cluster, the newest first.
    ///
    /// @param marker only operations older than this one; null from the beginning
    public Page<Operation> list(ClusterId cluster, int limit, @Nullable OperationId marker) {
        return reader.list(cluster, limit, marker);
    }

    /// Gives accounts their first password: the only task here that waits for a Manager.
    public Passwords passwords() {
        return passwords;
    }

    /// One operation; empty if the cluster never had it.
    public Optional<Operation> find(ClusterId cluster, OperationId id) {
        return reader.find(cluster, id);
    }

    /// The rows of an operation's plan and results, in the order of the plan. The caller has checked with [#find]
    /// that the operation belongs to the cluster.
    ///
    /// @param outcome only those; null for all
    /// @param kind only those; null for all
    /// @param afterNumber only rows after this one; 0 from the beginning
    public Page<Result> results(
            OperationId id, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind, int limit, long afterNumber) {
        return reader.results(id, outcome, kind, limit, afterNumber);
    }

    /// The changes of an operation's plan in the Manager's own terms: LDIF, where it is a directory. Refusals
    /// are left out.
    ///
    /// @param afterNumber only changes after this row; 0 from the beginning
    /// @return one text for each change; a page may hold fewer than asked for without being the last
    public Page<String> ldif(ClusterId cluster, OperationId id, int limit, long afterNumber) {
        Page<Change> changes = reader.changes(id, limit, afterNumber);
        Optional<Reconciler> reconciler = reconcilers.apply(cluster);
        return new Page<>(
                changes.rows().stream()
                        .flatMap(change -> reconciler.stream().map(r -> r.ldif(change)))
                        .toList(),
                changes.next());
    }

    /// The request that repeats what is not done of an operation: by name where it can be named, otherwise the
    /// whole request. Empty if the operation has not ended, was a dry run, or left nothing undone.
    public Optional<Command> undone(ClusterId cluster, OperationId id) {
        return reader.undone(cluster, id);
    }

    /// Which caller asked for what in a cluster, what was decided, and what changed; the oldest first.
    ///
    /// @param afterNumber only entries after this one; 0 from the beginning
    public Page<AuditEntry> audit(ClusterId cluster, AuditFilter filter, int limit, long afterNumber) {
        return reader.audit(cluster, filter, afterNumber, limit);
    }

    /// Releases a held plan. It is carried out as it is if IAM and Manager have not changed since; otherwise the
    /// removals that the person saw are made, and only new removals are held again (R22).
    public Intervention release(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        tracer.asked(id.value());
        Intervention answer = store.release(cluster, id, by, decided);
        tell("operation released", answer, id, by);
        worker.wake();
        return answer;
    }

    /// Stops an operation at the next safe point, while it is queued or running. What was written stays.
    public Intervention stop(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        Intervention answer = store.stop(cluster, id, by, decided);
        tell("operation to be stopped", answer, id, by);
        worker.wake();
        return answer;
    }

    /// Discards the plan of a held operation. Nothing of it was written.
    public Intervention discard(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        Intervention answer = store.discard(cluster, id, by, decided);
        tell("operation discarded", answer, id, by);
        worker.wake();
        return answer;
    }

    /// The same without a comment, whatever the plan is.
    public Intervention release(ClusterId cluster, OperationId id, Requester by) {
        return release(cluster, id, by, Decided.PLAINLY);
    }

    /// The same without a comment, whatever the plan is.
    public Intervention stop(ClusterId cluster, OperationId id, Requester by) {
        return stop(cluster, id, by, Decided.PLAINLY);
    }

    /// The same without a comment, whatever the plan is.
    public Intervention discard(ClusterId cluster, OperationId id, Requester by) {
        return discard(cluster, id, by, Decided.PLAINLY);
    }

    private static void tell(String what, Intervention answer, OperationId id, Requester by) {
        if (answer == Intervention.DONE) {
            log.atInfo()
                    .addKeyValue("operation", id)
                    .addKeyValue("user_id", by.userId())
                    .addKeyValue("request_id", by.requestId())
                    .log(what);
        }
    }

    /// For tests: runs one waiting operation to its end in the calling thread.
    boolean runOnce() {
        return worker.runOnce();
    }

    /// For tests: renews the leases, and ends stalled operations.
    void watchLeasesOnce() {
        worker.watchOnce();
    }

    /// For tests: deletes what is older than the retention.
    void forgetOnce() {
        retention.runOnce();
    }

    /// For tests: one drift check.
    void watchOnce() {
        driftWatch.runOnce();
    }

    /// Finishes the running slices, and leaves the rest for the next start.
    @Override
    public void close() {
        driftWatch.close();
        retention.close();
        worker.close();
    }
}
