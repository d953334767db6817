package io.rollcall.operation.upkeep;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.run.ManagerBreakers;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.operation.store.ClusterState;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.plan.Comparison;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks at intervals whether IAM and Manager still agree about what was synchronized, so that `is_synchronous`
/// can be answered without asking either (R28). Writes nothing to the Manager. Of several replicas, one
/// checks each cluster: the first to claim it.
public final class DriftWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DriftWatch.class);

    /// A dead Manager must not delay the checks of other clusters, and checks must not delay operations.
    private static final int AT_A_TIME = 4;

    /// Clusters that are claimed at a time.
    private static final int PORTION = 100;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Database database;
    private final InstantSource clock;
    private final Function<ClusterId, Optional<ServedCluster>> clusters;
    private final PlanStore plans;
    private final ManagerBreakers breakers;
    private final Duration interval;
    private final Semaphore looks = new Semaphore(AT_A_TIME);
    private final Periodic loop;
    private final OperationObserver told;

    public DriftWatch(
            Database database,
            InstantSource clock,
            Function<ClusterId, Optional<ServedCluster>> clusters,
            PlanStore plans,
            ManagerBreakers breakers,
            Duration interval,
            LoopObserver observer,
            OperationObserver told) {
        this.told = told;
        this.database = database;
        this.clock = clock;
        this.clusters = clusters;
        this.plans = plans;
        this.breakers = breakers;
        this.interval = interval;
        this.loop = new Periodic("drift", pause(interval), observer, this::lookAtAll).pausingFirst();
    }

    /// A cluster with a former request.
    private record Watched(ClusterId cluster, String lastOperation, boolean drifted, Instant planned) {}

    public void start() {
        loop.start();
    }

    /// Checks all clusters that are due, one after the other in the calling thread.
    public void runOnce() {
        List<Watched> due = due();
        while (!due.isEmpty() && !loop.closed()) {
            due.forEach(this::lookOrSayWhyNot);
            due = due();
        }
    }

    /// Claims clusters with a former request, without a running operation, and without a check within the
    /// interval.
    private List<Watched> due() {
        return database.write(connection -> {
            long now = database.now(connection, clock);
            return Sql.list(
                    connection,
                    """
                    update cluster set checked_at = ?
                    where id in (select id from cluster c
                        where scope > 0 and checked_at <= ? and not exists (
                            select 1 from operation o
                            where o.cluster_id = c.id and o.state in ('queued', 'running') and o.dry_run = 0)
                        order by checked_at limit ?%s)
                    and scope > 0 and checked_at <= ?
                    returning id, last_operation, drifted,
                        (select planned_at from operation o where o.id = cluster.last_operation) as planned_at
                    """.formatted(database.dialect().skipLocked()),
                    DriftWatch::watched,
                    now,
                    now - interval.toMillis(),
                    PORTION,
                    now - interval.toMillis());
        });
    }

    private static Watched watched(ResultSet row) throws SQLException {
        return new Watched(
                new ClusterId(row.getString("id")),
                row.getString("last_operation"),
                row.getInt("drifted") == 1,
                Instant.ofEpochMilli(row.getLong("planned_at")));
    }

    private void lookOrSayWhyNot(Watched watched) {
        try {
            look(watched);
        } catch (UnavailableException e) {
            // The last comparison is valid until it is too old.
            log.atInfo()
                    .addKeyValue("cluster", watched.cluster())
                    .addKeyValue("reason", e.getMessage())
                    .log("drift not checked");
            notAsked(watched, Objects.requireNonNullElse(e.getMessage(), "a server does not answer"));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("cluster", watched.cluster()).setCause(e).log("drift not checked");
            notAsked(watched, "the comparison met a defect of this server");
        }
    }

    private void notAsked(Watched watched, String because) {
        try {
            database.change(connection -> ClusterState.notAsked(
                    connection, watched.cluster(), watched.lastOperation(), because, database.now(connection, clock)));
        } catch (DatabaseException e) {
            log.atWarn().addKeyValue("cluster", watched.cluster()).setCause(e).log("it is not recorded why");
        }
    }

    private void look(Watched watched) throws UnavailableException {
        Optional<ServedCluster.Use> use = ServedCluster.use(clusters, watched.cluster());
        if (use.isPresent()) {
            try (ServedCluster.Use used = use.get()) {
                look(watched, used.cluster().reconciler());
            }
        }
    }

    private void look(Watched watched, Reconciler reconciler) throws UnavailableException {
        if (!answers(watched.cluster(), reconciler)) {
            return;
        }
        long at = database.read(connection -> database.now(connection, clock));
        PlanningState state = plans.remember(watched.cluster(), reconciler.directory());
        Comparison found = reconciler.compare(state, watched.planned(), Progress.NONE);
        // An operation since then has newer results.
        boolean kept = database.write(connection -> {
            // Writing the row makes an operation that begins just now wait, or rolls this transaction back in its
            // favour.
            boolean current = Sql.update(connection, """
                    update cluster set scope = scope where id = ? and last_operation = ? and not exists (
                        select 1 from operation o
                        where o.cluster_id = cluster.id and o.state in ('queued', 'running') and o.dry_run = 0)
                    """, watched.cluster().value(), watched.lastOperation()) == 1;
            if (current) {
                ClusterState.compared(connection, watched.cluster(), found, at, database.now(connection, clock));
            }
            return current;
        });
        if (kept && found.equal() == watched.drifted()) {
            log.atInfo()
                    .addKeyValue("cluster", watched.cluster())
                    .addKeyValue("drifted", !found.equal())
                    .log("drift changed");
            told.drifted(
                    watched.cluster(),
                    found.equal()
                            ? null
                            : new OperationObserver.Drift(
                                    found.added(),
                                    found.changed(),
                                    found.removed(),
                                    found.refusals().size()));
        }
    }

    /// A Manager that did not answer is probed first, and not before the probe is due.
    private boolean answers(ClusterId cluster, Reconciler reconciler) throws UnavailableException {
        if (!breakers.open(cluster)) {
            return true;
        }
        if (!breakers.pause(cluster).isZero()) {
            return false;
        }
        try {
            reconciler.check();
            breakers.over(cluster);
            return true;
        } catch (UnavailableException e) {
            breakers.failed(cluster);
            throw e;
        }
    }

    private static Duration pause(Duration interval) {
        Duration quarter = interval.dividedBy(4);
        return quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
    }

    private void lookAtAll() throws InterruptedException {
        List<Watched> due = due();
        while (!due.isEmpty() && !loop.closed()) {
            for (Watched watched : due) {
                looks.acquire();
                Thread.ofVirtual().name("drift-" + watched.cluster()).start(() -> {
                    try {
                        lookOrSayWhyNot(watched);
                    } finally {
                        looks.release();
                    }
                });
            }
            due = due();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
