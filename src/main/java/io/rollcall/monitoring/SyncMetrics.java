package io.rollcall.monitoring;

import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Statistics;
import io.rollcall.ops.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The metrics of synchronization. What has happened is counted where it happens, so the replicas' counters add
/// up. What is (queues, clusters) is read from the database at intervals, so each replica has the same numbers:
/// use the maximum. The labels are ids of clusters of the configuration and words of this program. Thread-safe.
public final class SyncMetrics implements OperationObserver, AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private static final List<Duration> OPERATION_BOUNDS = Stream.of(1, 2, 5, 10, 30, 60, 120, 300, 900, 3_600)
            .map(Duration::ofSeconds)
            .toList();

    private static final String ENDED = "rollcall.operation.duration";
    private static final String ENDED_WORDS =
            "From the request to the end, by action, state and whether it was a dry run";
    private static final String HELD = "rollcall.plans.held";
    private static final String HELD_WORDS = "Plans that the guard held";
    private static final String DRIFTED = "rollcall.drift.found";
    private static final String DRIFTED_WORDS = "Drift checks that found a cluster that was in sync no longer to be";
    private static final String TAKEN_OVER = "rollcall.operations.taken.over";
    private static final String TAKEN_OVER_WORDS =
            "Operations that were begun by a worker that is gone or gave them back";

    private final Metrics metrics;
    private final Supplier<Statistics> statistics;
    private final Supplier<Set<ClusterId>> away;
    private final Predicate<ClusterId> served;
    private final Periodic loop;
    private final Metrics.Table operations;
    private final Metrics.Table queue;
    private final Metrics.Table inScope;
    private final Metrics.Table differing;
    private final Metrics.Table refused;
    private final Metrics.Table verified;
    private final Metrics.Table compared;
    private final Metrics.Table inSync;
    private final Metrics.Table held;
    private final Metrics.Table succeeded;
    private final Metrics.Table managerUp;

    /// @param statistics of the whole service; called by one thread at a time
    /// @param away clusters whose Managers did not answer this process when it last asked
    /// @param served clusters that are published; others may be left in the database
    public SyncMetrics(
            Metrics metrics,
            Supplier<Statistics> statistics,
            Supplier<Set<ClusterId>> away,
            Predicate<ClusterId> served) {
        this.metrics = metrics;
        this.statistics = statistics;
        this.away = away;
        this.served = served;
        this.loop = new Periodic("metrics", INTERVAL, metrics, this::readOnce);
        operations = metrics.table("rollcall.operations", "Operations that have not ended, by state");
        queue = metrics.table("rollcall.queue.age.seconds", "How long the oldest operation waits for a worker");
        inScope = metrics.table("rollcall.cluster.in.scope", "Users and groups in the Manager by a synchronization");
        differing = metrics.table("rollcall.cluster.differing", "Changes that the last comparison found to be due");
        refused = metrics.table(
                "rollcall.cluster.refused", "Objects that the Manager cannot have, by the last comparison");
        verified = metrics.table(
                "rollcall.cluster.last.verified.timestamp.seconds", "When IAM and Manager were last found equal");
        compared = metrics.table(
                "rollcall.cluster.last.compared.timestamp.seconds", "When IAM and Manager were last compared");
        inSync = metrics.table(
                "rollcall.cluster.in.sync", "1: the last comparison found no difference; 0: it did; -1: not known now");
        held = metrics.table("rollcall.cluster.held", "1 while a plan of the cluster is held");
        succeeded = metrics.table(
                "rollcall.cluster.last.success.timestamp.seconds", "When an operation last completed, by action");
        managerUp = metrics.table("rollcall.manager.up", "0 while the circuit breaker of the Manager is open");
        // An increase is seen only in a series that was there before it.
        for (String action : List.of("sync_all", "sync_names", "cancel", "adopt")) {
            metrics.expectTime(ENDED, ENDED_WORDS, OPERATION_BOUNDS, tags(action, OperationState.FAILED, false));
        }
        metrics.expect(HELD, HELD_WORDS);
        metrics.expect(DRIFTED, DRIFTED_WORDS);
        metrics.expect(TAKEN_OVER, TAKEN_OVER_WORDS);
    }

    public void start() {
        loop.start();
    }

    /// Reads the numbers once, in the calling thread.
    void readOnce() {
        Statistics now = statistics.get();
        Map<List<String>, Double> states = new HashMap<>();
        now.unfinished().forEach((state, number) -> states.put(List.of(state.word()), (double) number));
        operations.set(states, "state");
        queue.set(Map.of(List.of(), now.oldestQueued().toMillis() / 1e3));
        List<Statistics.OfCluster> clusters = now.clusters().stream()
                .filter(one -> served.test(one.cluster()))
                .toList();
        Map<List<String>, Double> scopes = new HashMap<>();
        Map<List<String>, Double> differences = new HashMap<>();
        Map<List<String>, Double> refusals = new HashMap<>();
        Map<List<String>, Double> verifications = new HashMap<>();
        Map<List<String>, Double> comparisons = new HashMap<>();
        Map<List<String>, Double> agreements = new HashMap<>();
        Map<List<String>, Double> holds = new HashMap<>();
        Map<List<String>, Double> successes = new HashMap<>();
        for (Statistics.OfCluster one : clusters) {
            String id = one.cluster().value();
            scopes.put(List.of(id, "user"), (double) one.users());
            scopes.put(List.of(id, "group"), (double) one.groups());
            holds.put(List.of(id), one.held() ? 1.0 : 0.0);
            one.succeeded().forEach((action, at) -> successes.put(List.of(id, action.word()), seconds(at)));
            if (!one.watched()) {
                continue;
            }
            one.differing().forEach((kind, number) -> differences.put(List.of(id, kind), (double) number));
            refusals.put(List.of(id), (double) one.refused());
            put(verifications, id, one.verifiedAt());
            put(comparisons, id, one.comparedAt());
            agreements.put(List.of(id), agreement(one));
        }
        inScope.set(scopes, "cluster", "kind");
        differing.set(differences, "cluster", "change");
        refused.set(refusals, "cluster");
        verified.set(verifications, "cluster");
        compared.set(comparisons, "cluster");
        inSync.set(agreements, "cluster");
        held.set(holds, "cluster");
        succeeded.set(successes, "cluster", "action");
        Set<ClusterId> gone = away.get();
        Map<List<String>, Double> up = new HashMap<>();
        clusters.forEach(one -> up.put(List.of(one.cluster().value()), gone.contains(one.cluster()) ? 0.0 : 1.0));
        managerUp.set(up, "cluster");
    }

    private static double agreement(Statistics.OfCluster one) {
        if (one.doubtful() || one.comparedAt() == null) {
            return -1;
        }
        return one.comparedAt().equals(one.verifiedAt()) ? 1 : 0;
    }

    private static void put(Map<List<String>, Double> rows, String id, @Nullable Instant at) {
        if (at != null) {
            rows.put(List.of(id), seconds(at));
        }
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1e3;
    }

    @Override
    public void ended(Ended ended) {
        metrics.took(
                ENDED, ENDED_WORDS, OPERATION_BOUNDS, ended.took(), tags(action(ended), ended.state(), ended.dryRun()));
    }

    private static String[] tags(String action, OperationState state, boolean dryRun) {
        return new String[] {"action", action, "state", state.word(), "dry_run", Boolean.toString(dryRun)};
    }

    /// A synchronization of everything takes other times than one of a few names.
    private static String action(Ended ended) {
        return ended.action() == Operation.Action.SYNC
                ? ended.full() ? "sync_all" : "sync_names"
                : ended.action().word();
    }

    @Override
    public void held(ClusterId cluster, OperationId operation, List<String> reasons) {
        metrics.count(HELD, HELD_WORDS);
    }

    @Override
    public void drifted(ClusterId cluster, @Nullable Drift drift) {
        if (drift != null) {
            metrics.count(DRIFTED, DRIFTED_WORDS);
        }
    }

    @Override
    public void takenOver(ClusterId cluster, OperationId operation) {
        metrics.count(TAKEN_OVER, TAKEN_OVER_WORDS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
