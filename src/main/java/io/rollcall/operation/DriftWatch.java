package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.Pulse;
import io.rollcall.sync.Reconciler;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and then whether IAM and Manager still agree about what was synchronized, so that
/// `is_synchronous` can be answered without asking either (decision 28). Writes nothing to the Manager.
final class DriftWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DriftWatch.class);

    private final Database database;
    private final InstantSource clock;
    private final Function<ClusterId, Optional<Reconciler>> reconcilers;
    private final PlanStore plans;
    private final Duration interval;
    private volatile boolean closed;

    DriftWatch(
            Database database,
            InstantSource clock,
            Function<ClusterId, Optional<Reconciler>> reconcilers,
            PlanStore plans,
            Duration interval) {
        this.database = database;
        this.clock = clock;
        this.reconcilers = reconcilers;
        this.plans = plans;
        this.interval = interval;
    }

    private record Settled(ClusterId cluster, String lastOperation, boolean everything, boolean drifted) {}

    void start() {
        Thread.ofVirtual().name("drift").start(this::loop);
    }

    /// Looks at every cluster whose last operation went well and in which nothing is running.
    void runOnce() {
        for (Settled settled : settled()) {
            try {
                look(settled);
            } catch (UnavailableException e) {
                // Nothing new is known, so nothing new is said.
                log.atInfo()
                        .addKeyValue("cluster", settled.cluster())
                        .addKeyValue("reason", e.getMessage())
                        .log("drift not checked");
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("cluster", settled.cluster())
                        .setCause(e)
                        .log("drift not checked");
            }
        }
    }

    private List<Settled> settled() {
        return database.read(connection -> Sql.list(connection, """
                select id, last_operation, everything, drifted from cluster c
                where settled = 1 and not exists (
                    select 1 from operation o
                    where o.cluster_id = c.id and o.state in ('queued', 'running') and o.dry_run = 0)
                """, DriftWatch::settled));
    }

    private static Settled settled(ResultSet row) throws SQLException {
        return new Settled(
                new ClusterId(row.getString("id")),
                row.getString("last_operation"),
                row.getInt("everything") == 1,
                row.getInt("drifted") == 1);
    }

    private void look(Settled settled) throws UnavailableException {
        Optional<Reconciler> reconciler = reconcilers.apply(settled.cluster());
        if (reconciler.isEmpty()) {
            return;
        }
        PlanStore.Memory memory =
                plans.remember(settled.cluster(), reconciler.get().directory());
        boolean drifted = !reconciler
                .get()
                .agrees(
                        settled.everything(),
                        memory.roll(),
                        memory.numbers(),
                        memory.lastGoodUsers(),
                        memory.today(),
                        Pulse.NONE);
        // An operation that came in between knows better.
        int rows = database.write(connection -> Sql.update(
                connection, """
                update cluster set drifted = ?, checked_at = ?
                where id = ? and last_operation = ? and settled = 1 and not exists (
                    select 1 from operation o
                    where o.cluster_id = cluster.id and o.state in ('queued', 'running') and o.dry_run = 0)
                """, drifted, clock.millis(), settled.cluster().value(), settled.lastOperation()));
        if (rows == 1 && drifted != settled.drifted()) {
            log.atInfo()
                    .addKeyValue("cluster", settled.cluster())
                    .addKeyValue("drifted", drifted)
                    .log("drift changed");
        }
    }

    private void loop() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(interval.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                runOnce();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("drift not checked");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
