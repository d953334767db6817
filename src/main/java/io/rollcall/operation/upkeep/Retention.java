package io.rollcall.operation.upkeep;

import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what is older than the retention: ended operations with their results, and the audit. What is owned,
/// and the last operation of each cluster, are never deleted.
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    /// Rows in one transaction, so that no other transaction waits long for the one writer.
    private static final int PORTION = 2_000;

    private final Database database;
    private final InstantSource clock;
    private final Duration kept;
    private final Periodic loop;

    public Retention(Database database, InstantSource clock, Duration kept, LoopObserver observer) {
        this.database = database;
        this.clock = clock;
        this.kept = kept;
        this.loop = new Periodic("retention", INTERVAL, observer, this::runOnce);
    }

    public void start() {
        loop.start();
    }

    /// Deletes all rows that are due.
    public void runOnce() {
        long oldest = clock.millis() - kept.toMillis();
        int forgotten = 0;
        boolean more = true;
        while (more && !loop.closed()) {
            int rows = database.write(connection -> portion(connection, oldest));
            forgotten += rows;
            more = rows > 0;
        }
        if (forgotten > 0) {
            log.atInfo().addKeyValue("rows", forgotten).log("old operations forgotten");
        }
    }

    private static int portion(Connection connection, long oldest) throws SQLException {
        int entries = Audit.forget(connection, oldest, PORTION);
        if (entries > 0) {
            return entries;
        }
        List<String> due = Sql.list(connection, """
                select id from operation where finished_at < ?
                and id not in (select last_operation from cluster) order by finished_at limit 1
                """, row -> row.getString(1), oldest);
        int rows = 0;
        for (String operation : due) {
            rows = Sql.update(connection, """
                    delete from result where operation_id = ? and number in (
                        select number from result where operation_id = ? order by number limit ?)
                    """, operation, operation, PORTION);
            if (rows < PORTION) {
                rows += Sql.update(connection, "delete from operation where id = ?", operation);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        loop.close();
    }
}
