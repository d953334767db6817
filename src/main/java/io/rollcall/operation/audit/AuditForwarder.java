package io.rollcall.operation.audit;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forwards the audit, entry by entry in the order of each cluster, after the last forwarded entry. Of several
/// replicas, one does so for a cluster until it stops. An entry is forwarded twice when the process dies between
/// forwarding it and recording that.
public final class AuditForwarder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditForwarder.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// How often a persistent failure to write is logged.
    private static final Duration COMPLAINT = Duration.ofMinutes(1);

    private static final Duration TENURE = Duration.ofSeconds(30);
    private static final int PORTION = 500;

    private final Database database;
    private final InstantSource clock;
    private final String owner;
    private final AuditSink sink;
    private Instant complained = Instant.MIN;
    private final Periodic loop;

    /// @param owner the id of this replica
    public AuditForwarder(Database database, InstantSource clock, String owner, AuditSink sink, LoopObserver observer) {
        this.database = database;
        this.clock = clock;
        this.owner = owner;
        this.sink = sink;
        this.loop = new Periodic("audit-forwarder", PAUSE, observer, this::round);
    }

    public void start() {
        loop.start();
    }

    private void round() {
        try {
            runOnce();
        } catch (DatabaseException e) {
            complain(e);
        }
    }

    private record Behind(String cluster, long forwarded) {}

    /// Forwards all entries that are not forwarded yet.
    void runOnce() {
        List<Behind> behind = database.read(connection -> Sql.list(
                connection,
                "select cluster_id, forwarded from audit_count where forwarded < last order by cluster_id",
                row -> new Behind(row.getString(1), row.getLong(2))));
        for (Behind cluster : behind) {
            try {
                forward(cluster);
            } catch (IOException e) {
                complain(e);
                return;
            }
        }
    }

    private void forward(Behind cluster) throws IOException {
        long last = cluster.forwarded();
        while (!loop.closed() && database.write(connection -> claim(connection, cluster.cluster()))) {
            long after = last;
            List<AuditEntry> entries = database.read(connection -> AuditSearch.list(
                    connection, new ClusterId(cluster.cluster()), AuditFilter.since(Instant.EPOCH), after, PORTION));
            if (entries.isEmpty()) {
                return;
            }
            sink.write(entries);
            last = entries.getLast().number();
            long reached = last;
            boolean kept = database.write(connection -> Sql.update(
                            connection,
                            "update audit_count set forwarded = ? where cluster_id = ? and forwarded = ? and forwarder = ?",
                            reached,
                            cluster.cluster(),
                            after,
                            owner)
                    == 1);
            if (!kept) {
                return;
            }
        }
    }

    /// Whether this process forwards the entries of the cluster.
    private boolean claim(Connection connection, String cluster) throws SQLException {
        long now = database.now(connection, clock);
        return Sql.update(connection, """
                        update audit_count set forwarder = ?, forwarder_until = ?
                        where cluster_id = ? and (forwarder = ? or forwarder is null or forwarder_until < ?)
                        """, owner, now + TENURE.toMillis(), cluster, owner, now) == 1;
    }

    private void complain(Exception e) {
        Instant now = clock.instant();
        if (complained.isBefore(now.minus(COMPLAINT))) {
            complained = now;
            log.atError().setCause(e).log("the audit cannot be passed on; it is tried again until it can");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
