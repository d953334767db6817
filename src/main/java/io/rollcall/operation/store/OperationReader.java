package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.audit.AuditSearch;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.FailureCode;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.operation.model.Tally;
import io.rollcall.operation.stored.Rows;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What callers read: the state of operations, their plans and results, and what is synchronized.
public final class OperationReader {
    private final Database database;
    private final InstantSource clock;
    private final TallyReader counts = new TallyReader();

    public OperationReader(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    public SynchronizedNames synchronizedNames(ClusterId cluster) {
        return database.read(connection -> OwnershipStore.synchronizedNames(connection, cluster));
    }

    public Optional<Operation> find(ClusterId cluster, OperationId id) {
        OptionalLong writes = database.unwritten();
        return database.read(connection -> find(connection, cluster, id, writes));
    }

    /// As [#find], inside the caller's transaction.
    Optional<Operation> find(Connection connection, ClusterId cluster, OperationId id) throws SQLException {
        return find(connection, cluster, id, OptionalLong.empty());
    }

    private Optional<Operation> find(Connection connection, ClusterId cluster, OperationId id, OptionalLong writes)
            throws SQLException {
        return Sql.first(
                connection,
                "select * from operation where id = ? and cluster_id = ?",
                row -> operation(connection, row, writes),
                id.value(),
                cluster.value());
    }

    /// The newest operation that was no dry run, inside the caller's transaction.
    Optional<Operation> last(Connection connection, ClusterId cluster) throws SQLException {
        return Sql.first(
                connection,
                "select * from operation where cluster_id = ? and dry_run = 0 order by id desc limit 1",
                row -> operation(connection, row, OptionalLong.empty()),
                cluster.value());
    }

    public Page<Operation> list(ClusterId cluster, int limit, @Nullable OperationId marker) {
        OptionalLong writes = database.unwritten();
        return database.read(connection -> {
            List<Operation> rows = Sql.list(
                    connection,
                    """
                    select * from operation where cluster_id = ? and id < ? order by id desc limit ?
                    """,
                    row -> operation(connection, row, writes),
                    cluster.value(),
                    marker == null ? "g" : marker.value(),
                    limit + 1);
            return page(rows, limit, operation -> operation.id().value());
        });
    }

    /// One index serves every filter: each pair of outcome and kind is a run of rows in the order of their
    /// numbers, and the runs are merged here.
    public Page<Result> results(
            OperationId id, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind, int limit, long afterNumber) {
        List<Result.Outcome> outcomes = outcome == null ? List.of(Result.Outcome.values()) : List.of(outcome);
        List<ObjectKind> kinds = kind == null ? List.of(ObjectKind.values()) : List.of(kind);
        return database.read(connection -> {
            List<Result> rows = new ArrayList<>();
            if (outcome == null && kind == null) {
                rows.addAll(Sql.list(connection, """
                        select * from result where operation_id = ? and number > ? order by number limit ?
                        """, Rows::result, id.value(), afterNumber, limit + 1));
            } else {
                for (Result.Outcome one : outcomes) {
                    for (ObjectKind other : kinds) {
                        rows.addAll(Sql.list(
                                connection,
                                """
                                select * from result
                                where operation_id = ? and outcome = ? and kind = ? and number > ?
                                order by number limit ?
                                """,
                                Rows::result,
                                id.value(),
                                one.word(),
                                other.word(),
                                afterNumber,
                                limit + 1));
                    }
                }
                rows.sort(Comparator.comparingLong(Result::number));
            }
            return page(rows, limit, result -> Long.toString(result.number()));
        });
    }

    /// The request that would repeat what was not done; empty if the operation has not ended, or left nothing
    /// undone.
    public Optional<Command> undone(ClusterId cluster, OperationId id) {
        return database.read(connection -> {
            Optional<Command> command = Sql.first(
                    connection,
                    """
                    select command from operation where id = ? and cluster_id = ? and dry_run = 0
                    and state in ('completed_with_errors', 'failed', 'cancelled')
                    """,
                    row -> StoredJson.read(row.getString(1), Command.class),
                    id.value(),
                    cluster.value());
            if (command.isEmpty()) {
                return Optional.empty();
            }
            Retry retry = new Retry(command.get());
            Sql.each(connection, """
                    select * from result where operation_id = ? and outcome in ('failed', 'refused', 'skipped')
                    """, row -> retry.add(Rows.result(row), Rows.change(row)), id.value());
            return Optional.of(retry.command());
        });
    }

    public Page<AuditEntry> audit(ClusterId cluster, AuditFilter filter, long after, int limit) {
        return database.read(connection -> page(
                AuditSearch.list(connection, cluster, filter, after, limit + 1),
                limit,
                entry -> Long.toString(entry.number())));
    }

    /// The changes of an operation's plan, in its order.
    public Page<Change> changes(OperationId id, int limit, long afterNumber) {
        return database.read(connection -> {
            List<Long> numbers = new ArrayList<>();
            List<Change> changes = new ArrayList<>();
            Sql.each(
                    connection,
                    """
                    select * from result where operation_id = ? and number > ? order by number limit ?
                    """,
                    row -> {
                        numbers.add(row.getLong("number"));
                        Change change = Rows.change(row);
                        if (change != null) {
                            changes.add(change);
                        }
                    },
                    id.value(),
                    afterNumber,
                    limit);
            return new Page<>(changes, numbers.size() < limit ? null : Long.toString(numbers.getLast()));
        });
    }

    private Operation operation(Connection connection, ResultSet row, OptionalLong writes) throws SQLException {
        Instant started = instant(row, "started_at");
        Instant finished = instant(row, "finished_at");
        Map<ObjectKind, Tally> tallies = counts.read(connection, row.getString("id"), finished != null, writes);
        OperationState state = OperationState.of(row.getString("state"));
        Pace pace = Pace.of(tallies.values(), started, finished == null ? clock.instant() : finished);
        String code = row.getString("error_code");
        List<String> notes = StoredJson.readTexts(row.getString("notes"));
        return new Operation(
                new OperationId(row.getString("id")),
                new ClusterId(row.getString("cluster_id")),
                Operation.Action.of(row.getString("action")),
                row.getInt("everything") == 1,
                row.getInt("dry_run") == 1,
                Rows.requester(row),
                Instant.ofEpochMilli(row.getLong("accepted_at")),
                started,
                finished,
                state,
                Activity.of(row.getString("stage")),
                tallies,
                pace.changesPerSecond(),
                state == OperationState.RUNNING ? pace.end() : null,
                code == null ? null : new Operation.Failure(FailureCode.of(code), row.getString("error_message")),
                notes,
                row.getString("plan_hash"),
                StoredJson.holds(notes),
                Decisions.read(row.getString("decisions")));
    }

    private static <T> Page<T> page(List<T> rows, int limit, Function<T, String> marker) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> shown = rows.subList(0, limit);
        return new Page<>(shown, marker.apply(shown.getLast()));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Long value = Sql.nullableLong(row, column);
        return value == null ? null : Instant.ofEpochMilli(value);
    }

    /// How fast an operation progresses and when it will be done at that rate.
    private record Pace(double changesPerSecond, @Nullable Instant end) {
        static Pace of(Iterable<Tally> tallies, @Nullable Instant started, Instant now) {
            Tally total = new Tally(0, 0, 0);
            for (Tally tally : tallies) {
                total = total.plus(tally);
            }
            long millis = started == null ? 0 : Duration.between(started, now).toMillis();
            if (millis <= 0 || total.done() == 0) {
                return new Pace(0, null);
            }
            double rate = total.done() * 1000.0 / millis;
            int left = total.planned() - total.done() - total.failed();
            return new Pace(rate, now.plusMillis((long) (left * 1000.0 / rate)));
        }
    }
}
