package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers the status calls. Calls that arrive while queries are running are answered together by the next query,
/// which begins after all of them arrived; a single call is answered at once. No answer is older than its call: one
/// is given again only where this process alone uses the database and has written nothing since. Thread-safe.
public final class StatusReader {
    /// The most clusters of one query.
    public static final int MOST = 512;

    /// A hanging query delays the next one no longer than that.
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private final Database database;
    private final InstantSource clock;
    private final Duration window;
    private final Semaphore turn = new Semaphore(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, Kept> kept = new ConcurrentHashMap<>();
    private @Nullable Batch open;

    /// What a query has answered.
    ///
    /// @param writes [Database#unwritten] before the query
    /// @param from when it was asked, and `until` when a comparison gets too old for it, in milliseconds
    private record Kept(long writes, long from, long until, ClusterStatus status) {
        boolean holds(long nowWrites, long now) {
            return writes == nowWrites && from <= now && now <= until;
        }
    }

    /// Calls that one query answers. Filled under the lock until it is closed.
    private static final class Batch {
        final Set<ClusterId> clusters = new LinkedHashSet<>();
        final CompletableFuture<Map<ClusterId, ClusterStatus>> answers = new CompletableFuture<>();
    }

    /// @param window how long a comparison is valid
    public StatusReader(Database database, InstantSource clock, Duration window) {
        this.database = database;
        this.clock = clock;
        this.window = window;
    }

    /// @throws DatabaseException when the query that this call was part of failed
    public ClusterStatus status(ClusterId cluster) {
        OptionalLong writes = database.unwritten();
        if (writes.isPresent()) {
            Kept last = kept.get(cluster);
            if (last != null && last.holds(writes.getAsLong(), clock.millis())) {
                return last.status();
            }
        }
        return ask(cluster);
    }

    private ClusterStatus ask(ClusterId cluster) {
        Batch mine;
        boolean first;
        lock.lock();
        try {
            Batch waiting = open;
            first = waiting == null;
            mine = waiting == null ? new Batch() : waiting;
            mine.clusters.add(cluster);
            open = mine.clusters.size() < MOST ? mine : null;
        } finally {
            lock.unlock();
        }
        if (first) {
            answer(mine);
        }
        return of(cluster, mine);
    }

    private static ClusterStatus of(ClusterId cluster, Batch batch) {
        try {
            return batch.answers.join().getOrDefault(cluster, new ClusterStatus(false, false));
        } catch (CompletionException e) {
            // Each thread throws an exception of its own: several threads may add suppressed exceptions to what
            // they catch.
            throw e.getCause() instanceof DatabaseException refused ? new DatabaseException(refused) : e;
        }
    }

    private void answer(Batch batch) {
        boolean mine = awaitTurn();
        try {
            close(batch);
            batch.answers.complete(read(List.copyOf(batch.clusters)));
        } catch (Throwable e) {
            // Any failure is passed on, so that no caller is left waiting.
            batch.answers.completeExceptionally(e);
        } finally {
            if (mine) {
                turn.release();
            }
        }
    }

    /// One query at a time gives the largest batches.
    ///
    /// @return whether the previous query has ended; if not, this one runs in parallel
    private boolean awaitTurn() {
        try {
            return turn.tryAcquire(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// From now on calls join the next batch.
    private void close(Batch batch) {
        lock.lock();
        try {
            if (open == batch) {
                open = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<ClusterId, ClusterStatus> read(List<ClusterId> clusters) {
        Object[] ids = padded(clusters);
        OptionalLong writes = database.unwritten();
        long now = clock.millis();
        Object[] parameters = parameters(ids, now);
        return database.look(connection -> {
            Map<ClusterId, ClusterStatus> answers = new HashMap<>();
            Sql.each(
                    connection,
                    sql(ids.length, database.clockSql()),
                    row -> {
                        ClusterId cluster = new ClusterId(row.getString(1));
                        boolean busy = row.getBoolean(2);
                        boolean sound = row.getBoolean(3);
                        ClusterStatus status = new ClusterStatus(busy, !busy && sound);
                        answers.put(cluster, status);
                        if (writes.isPresent()) {
                            long until = until(sound, row.getLong(4), now);
                            kept.put(cluster, new Kept(writes.getAsLong(), now, until, status));
                        }
                    },
                    parameters);
            return answers;
        });
    }

    /// How long what was read stays right with nothing written.
    ///
    /// @param verified when the last comparison was made; in the future where the clock was set back
    private long until(boolean sound, long verified, long now) {
        if (sound) {
            return verified + window.toMillis();
        }
        return verified > now ? now : Long.MAX_VALUE;
    }

    /// Subqueries of one row, and not `exists`, which PostgreSQL may answer by reading the whole ownership once;
    /// and `case`, so that the ownership is only read where it matters.
    ///
    /// @param now the expression of the current time, `?` for a parameter
    public static String sql(int clusters, String now) {
        return """
                with asked (id) as (values (?)%s), moment (now) as (select %s)
                select id,
                    (select 1 from operation o
                        where o.cluster_id = asked.id and o.state in ('queued', 'running') and o.dry_run = 0 limit 1),
                    case when (select 1 from cluster c where c.id = asked.id and c.scope > 0 and c.drifted = 0
                            and c.verified_at between moment.now - ? and moment.now + ?) = 1
                        then coalesce(
                            (select 1 from roll_user u where u.cluster_id = asked.id limit 1),
                            (select 1 from roll_group g where g.cluster_id = asked.id limit 1)) end,
                    (select c.verified_at from cluster c where c.id = asked.id)
                from asked, moment
                """.formatted(", (?)".repeat(clusters - 1), now);
    }

    /// The clusters, the time unless the database supplies it, and how old a comparison may be.
    private Object[] parameters(Object[] ids, long now) {
        List<Object> all = new ArrayList<>(List.of(ids));
        if (database.clockSql().equals(Database.OWN_CLOCK)) {
            all.add(now);
        }
        all.add(window.toMillis());
        all.add(window.toMillis());
        return all.toArray();
    }

    /// Filled up with the last one to a power of two, so that the database sees few different statements and can
    /// reuse their plans.
    private static Object[] padded(List<ClusterId> clusters) {
        int size = Integer.highestOneBit(2 * clusters.size() - 1);
        Object[] ids = new Object[size];
        Arrays.setAll(ids, i -> clusters.get(Math.min(i, clusters.size() - 1)).value());
        return ids;
    }
}
