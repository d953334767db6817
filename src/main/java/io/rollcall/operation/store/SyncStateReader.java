package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.ClusterStatus;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.SyncState;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why a cluster is or is not synchronous, from what the database holds.
public final class SyncStateReader {
    /// The most names of a list in an answer.
    private static final int MOST_NAMES = 100;

    private final Database database;
    private final InstantSource clock;
    private final OperationReader operations;
    private final StatusReader statuses;
    private final Duration window;

    public SyncStateReader(
            Database database,
            InstantSource clock,
            OperationReader operations,
            StatusReader statuses,
            Duration window) {
        this.database = database;
        this.clock = clock;
        this.operations = operations;
        this.statuses = statuses;
        this.window = window;
    }

    /// The row of a cluster.
    private record Row(
            SyncState.@Nullable Differences differences,
            @Nullable Instant doubtSince,
            String doubt) {}

    public SyncState read(ClusterId cluster) {
        ClusterStatus status = statuses.status(cluster);
        return database.read(connection -> {
            Scope scope = ScopeStore.load(connection, cluster);
            Optional<Row> row =
                    Sql.first(connection, "select * from cluster where id = ?", SyncStateReader::row, cluster.value());
            Operation last = operations.last(connection, cluster).orElse(null);
            return new SyncState(
                    status,
                    asked(scope),
                    row.map(Row::differences).orElse(null),
                    scope.isEmpty() || status.synchronizing() ? null : unknown(connection, row, last),
                    last);
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        long compared = row.getLong("compared_at");
        Long since = Sql.nullableLong(row, "doubt_since");
        String doubt = row.getString("doubt");
        return new Row(
                compared == 0
                        ? null
                        : new SyncState.Differences(
                                Instant.ofEpochMilli(compared),
                                row.getInt("added"),
                                row.getInt("changed"),
                                row.getInt("removed"),
                                row.getInt("refused"),
                                StoredJson.readMaps(row.getString("refusals")).stream()
                                        .map(SyncStateReader::refused)
                                        .toList()),
                since == null ? null : Instant.ofEpochMilli(since),
                doubt == null ? "" : doubt);
    }

    static SyncState.Refused refused(Map<String, Object> row) {
        return new SyncState.Refused(
                ObjectKind.of(String.valueOf(row.get("kind"))),
                String.valueOf(row.get("name")),
                String.valueOf(row.get("reason")));
    }

    private SyncState.@Nullable Unknown unknown(Connection connection, Optional<Row> row, @Nullable Operation last)
            throws SQLException {
        Instant doubtSince = row.map(Row::doubtSince).orElse(null);
        if (doubtSince != null) {
            return new SyncState.Unknown(doubtSince, row.map(Row::doubt).orElse(""));
        }
        SyncState.Differences differences = row.map(Row::differences).orElse(null);
        Instant now = Instant.ofEpochMilli(database.now(connection, clock));
        if (differences == null) {
            Instant since = last == null ? now : last.acceptedAt();
            return new SyncState.Unknown(since, "IAM and Manager have not been compared yet");
        }
        Duration age = Duration.between(differences.comparedAt(), now);
        return age.abs().compareTo(window) <= 0
                ? null
                : new SyncState.Unknown(
                        differences.comparedAt(),
                        "IAM and Manager have not been compared for " + age.toSeconds() + " s");
    }

    private static SyncState.Asked asked(Scope scope) {
        String extent = scope.everything() ? "everybody" : scope.isEmpty() ? "nothing" : "names";
        return new SyncState.Asked(extent, names(scope.asked()), names(scope.cancelled()));
    }

    private static SyncState.Names names(Collection<Scope.Entry> entries) {
        List<String> users = names(entries, ObjectKind.USER);
        List<String> groups = names(entries, ObjectKind.GROUP);
        return new SyncState.Names(
                users.size(),
                groups.size(),
                users.stream().limit(MOST_NAMES).toList(),
                groups.stream().limit(MOST_NAMES).toList());
    }

    private static List<String> names(Collection<Scope.Entry> entries, ObjectKind kind) {
        return entries.stream()
                .filter(entry -> entry.kind() == kind)
                .map(Scope.Entry::name)
                .sorted()
                .toList();
    }
}
