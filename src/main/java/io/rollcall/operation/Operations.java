package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.Command;
import io.rollcall.sync.ObjectKind;
import io.rollcall.sync.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that can be asked of operations, from accepting one to reading its results. No method waits for
/// an IAM or a Manager: what they do happens behind the queue, on the worker's threads. Safe for many threads.
public final class Operations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);

    private final OperationStore store;
    private final Worker worker;
    private final DriftWatch driftWatch;

    /// How the work is done.
    ///
    /// @param concurrent operations that run at the same time
    /// @param lease how long a worker that shows no sign of life keeps its operation
    /// @param driftInterval between two looks at whether IAM and Manager still agree
    public record Settings(int concurrent, Duration lease, Duration driftInterval) {
        public static final Settings DEFAULT = new Settings(8, Duration.ofSeconds(10), Duration.ofMinutes(1));

        /// The same with another look-out for drift.
        public Settings withDriftInterval(Duration interval) {
            return new Settings(concurrent, lease, interval);
        }
    }

    /// The answer to a release or a stop.
    public enum Intervention {
        DONE,
        /// There is no such operation of that cluster.
        UNKNOWN,
        /// The operation is not in a state in which that can be done.
        NOT_NOW
    }

    private Operations(OperationStore store, Worker worker, DriftWatch driftWatch) {
        this.store = store;
        this.worker = worker;
        this.driftWatch = driftWatch;
    }

    /// Opens the operations kept in a database that this process has to itself. Whatever was promised before
    /// goes on with [#start].
    ///
    /// @param reconcilers the clusters that there are
    public static Operations open(
            Database database,
            InstantSource clock,
            Settings settings,
            Function<ClusterId, Optional<Reconciler>> reconcilers) {
        Leases leases = new Leases(database, clock, UUID.randomUUID().toString(), settings.lease());
        leases.endAll();
        RunStore runs = new RunStore(database, clock);
        PlanStore plans = new PlanStore(database, clock);
        return new Operations(
                new OperationStore(database, clock),
                new Worker(leases, runs, plans, reconcilers, settings.concurrent()),
                new DriftWatch(database, clock, reconcilers, plans, settings.driftInterval()));
    }

    /// Starts to work on what is queued, and to watch for drift.
    public void start() {
        worker.start();
        driftWatch.start();
        worker.wake();
    }

    /// Accepts a request, or says that the cluster is busy (decision 8). When this returns
    /// [Submission.Accepted], the request is on disk and will be carried out. A dry run never makes a cluster
    /// busy.
    public Submission submit(ClusterId cluster, Command command, boolean dryRun, Requester by) {
        Submission submission = store.accept(cluster, command, dryRun, by);
        if (submission instanceof Submission.Accepted(Operation operation)) {
            log.atInfo()
                    .addKeyValue("operation", operation.id())
                    .addKeyValue("cluster", cluster)
                    .addKeyValue("action", operation.action())
                    .addKeyValue("everything", operation.full())
                    .addKeyValue("dry_run", dryRun)
                    .addKeyValue("user_id", by.userId())
                    .addKeyValue("request_id", by.requestId())
                    .log("operation accepted");
            worker.wake();
        }
        return submission;
    }

    /// The two booleans of the documented status calls (decisions 27, 28).
    public ClusterStatus status(ClusterId cluster) {
        return store.status(cluster);
    }

    /// Who is in the Manager because of a synchronization; during a run, what has been applied so far
    /// (decision 29).
    public Roster roster(ClusterId cluster) {
        return store.roster(cluster);
    }

    /// The operations of a cluster, the newest first.
    ///
    /// @param marker only what is older than this one; null from the beginning
    public Page<Operation> list(ClusterId cluster, int limit, @Nullable OperationId marker) {
        return store.list(cluster, limit, marker);
    }

    /// One operation; empty if the cluster never had it.
    public Optional<Operation> find(ClusterId cluster, OperationId id) {
        return store.find(cluster, id);
    }

    /// The rows of an operation's plan and results, in the order of the plan. The caller has seen by [#find]
    /// that the operation is the cluster's.
    ///
    /// @param outcome only those; null for all
    /// @param kind only those; null for all
    /// @param afterNumber only rows behind this one; 0 from the beginning
    public Page<Result> results(
            OperationId id, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind, int limit, long afterNumber) {
        return store.results(id, outcome, kind, limit, afterNumber);
    }

    /// Lets a held plan go ahead. It is carried out as it is if the world is still the one it was made for;
    /// otherwise it is made again, and held again if need be (decision 22).
    public Intervention release(ClusterId cluster, OperationId id, Requester by) {
        Intervention answer = store.release(cluster, id);
        tell("operation released", answer, id, by);
        worker.wake();
        return answer;
    }

    /// Stops an operation at the next safe point, or discards it while it is queued or held. What was written
    /// stays.
    public Intervention stop(ClusterId cluster, OperationId id, Requester by) {
        Intervention answer = store.stop(cluster, id);
        tell("operation to be stopped", answer, id, by);
        worker.wake();
        return answer;
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

    /// For tests: one look for drift.
    void watchOnce() {
        driftWatch.runOnce();
    }

    /// Finishes the running slices, and leaves the rest for the next start.
    @Override
    public void close() {
        driftWatch.close();
        worker.close();
    }
}
