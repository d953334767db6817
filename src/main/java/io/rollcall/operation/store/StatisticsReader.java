package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Statistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Counts what the database holds. For one caller at a time: it remembers how far it has read the ended operations.
public final class StatisticsReader {
    /// Operations that end on several replicas become visible out of the order of their times.
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final Database database;
    private final InstantSource clock;
    private final Map<String, Map<Operation.Action, Instant>> succeeded = new HashMap<>();
    private long readUntil;

    public StatisticsReader(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    public Statistics read() {
        return database.read(connection -> {
            long now = database.now(connection, clock);
            readEnded(connection, now);
            Map<OperationState, Integer> unfinished = new EnumMap<>(OperationState.class);
            for (OperationState state : List.of(OperationState.QUEUED, OperationState.RUNNING, OperationState.HELD)) {
                unfinished.put(state, 0);
            }
            Sql.each(
                    connection,
                    "select state, count(*) as n from operation where state in ('queued', 'running') group by state",
                    row -> unfinished.put(OperationState.of(row.getString("state")), row.getInt("n")));
            Map<String, Integer> held = counted(connection, """
                    select cluster_id, count(*) as n from operation where state = 'held' group by cluster_id
                    """);
            unfinished.put(
                    OperationState.HELD,
                    held.values().stream().mapToInt(Integer::intValue).sum());
            long oldest = Sql.first(
                            connection, """
                            select min(accepted_at) as oldest from operation where state in ('queued', 'running') and state = 'queued'
                            """, row -> Objects.requireNonNullElse(Sql.nullableLong(row, "oldest"), now))
                    .orElse(now);
            Map<String, Integer> users =
                    counted(connection, "select cluster_id, count(*) as n from roll_user group by cluster_id");
            Map<String, Integer> groups =
                    counted(connection, "select cluster_id, count(*) as n from roll_group group by cluster_id");
            List<Statistics.OfCluster> clusters = new ArrayList<>();
            Sql.each(connection, """
                    select id, scope, verified_at, compared_at, doubt_since, added, changed, removed, refused
                    from cluster
                    """, row -> clusters.add(cluster(row, users, groups, held)));
            return new Statistics(unfinished, Duration.ofMillis(Math.max(0, now - oldest)), clusters);
        });
    }

    /// Reads the ends since the last time by the index of their times, so that a long history is read only once.
    private void readEnded(Connection connection, long now) throws SQLException {
        Sql.each(
                connection,
                """
                select cluster_id, action, max(finished_at) as at from operation
                where finished_at >= ? and dry_run = 0 and state in ('completed', 'completed_with_errors')
                group by cluster_id, action
                """,
                row -> succeeded
                        .computeIfAbsent(row.getString("cluster_id"), id -> new EnumMap<>(Operation.Action.class))
                        .merge(
                                Operation.Action.of(row.getString("action")),
                                Instant.ofEpochMilli(row.getLong("at")),
                                (a, b) -> a.isAfter(b) ? a : b),
                readUntil);
        readUntil = now - OVERLAP.toMillis();
    }

    private static Map<String, Integer> counted(Connection connection, String sql) throws SQLException {
        Map<String, Integer> counts = new HashMap<>();
        Sql.each(connection, sql, row -> counts.put(row.getString("cluster_id"), row.getInt("n")));
        return counts;
    }

    private Statistics.OfCluster cluster(
            ResultSet row, Map<String, Integer> users, Map<String, Integer> groups, Map<String, Integer> held)
            throws SQLException {
        String id = row.getString("id");
        return new Statistics.OfCluster(
                new ClusterId(id),
                row.getInt("scope") > 0,
                users.getOrDefault(id, 0),
                groups.getOrDefault(id, 0),
                instant(row.getLong("verified_at")),
                instant(row.getLong("compared_at")),
                Sql.nullableLong(row, "doubt_since") != null,
                Map.of(
                        "add", row.getInt("added"),
                        "change", row.getInt("changed"),
                        "remove", row.getInt("removed")),
                row.getInt("refused"),
                held.containsKey(id),
                succeeded.getOrDefault(id, Map.of()));
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
