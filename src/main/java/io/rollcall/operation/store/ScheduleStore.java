package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Schedule;
import io.rollcall.operation.model.Submission;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When schedules synchronize clusters next: rows that all replicas share.
public final class ScheduleStore {
    /// The requester of scheduled operations, in answers and in the audit.
    static final String REQUESTER = "schedule";

    private final Database database;
    private final OperationStore operations;
    private final InstantSource clock;

    public ScheduleStore(Database database, OperationStore operations, InstantSource clock) {
        this.database = database;
        this.operations = operations;
        this.clock = clock;
    }

    /// The next time of a cluster.
    ///
    /// @param definition of the schedule that it was made from
    public record Due(String definition, Instant at) {}

    /// The result of a due time.
    public sealed interface Fired {
        record Started(OperationId operation) implements Fired {}

        record Skipped(String reason) implements Fired {}

        /// Another replica was faster.
        record Elsewhere() implements Fired {}
    }

    public Map<ClusterId, Due> due() {
        return database.read(connection -> {
            Map<ClusterId, Due> due = new HashMap<>();
            Sql.each(
                    connection,
                    "select cluster_id, definition, due_at from schedule",
                    row -> due.put(
                            new ClusterId(row.getString(1)),
                            new Due(row.getString(2), Instant.ofEpochMilli(row.getLong(3)))));
            return due;
        });
    }

    /// Stores the next time of a schedule that is new, or was changed. Another replica may have stored it already.
    public void arrange(ClusterId cluster, Schedule schedule, Instant next) {
        database.change(
                connection -> Sql.update(connection, """
                insert into schedule (cluster_id, definition, due_at) values (?, ?, ?)
                on conflict (cluster_id) do update set definition = excluded.definition, due_at = excluded.due_at
                where schedule.definition <> excluded.definition
                """, cluster.value(), schedule.definition(), next.toEpochMilli()));
    }

    /// Deletes clusters that have no schedule any more, so that one that gets a schedule again is not overdue at
    /// once.
    public void keepOnly(Set<ClusterId> scheduled) {
        for (ClusterId cluster : due().keySet()) {
            if (!scheduled.contains(cluster)) {
                database.change(connection ->
                        Sql.update(connection, "delete from schedule where cluster_id = ?", cluster.value()));
            }
        }
    }

    /// Asks for a full synchronization, in the transaction that moves the schedule on: of several replicas only
    /// one does so, and a crash loses nothing. A cluster that is busy, or whose plan waits for a release, is
    /// skipped this time.
    public Fired fire(ClusterId cluster, Schedule schedule, Instant due, Instant next) {
        return database.write(connection -> {
            int moved = Sql.update(
                    connection,
                    """
                    update schedule set due_at = ?, fired_at = ? where cluster_id = ? and definition = ? and due_at = ?
                    """,
                    next.toEpochMilli(),
                    clock.millis(),
                    cluster.value(),
                    schedule.definition(),
                    due.toEpochMilli());
            return moved == 0 ? new Fired.Elsewhere() : accept(connection, cluster, schedule);
        });
    }

    private Fired accept(Connection connection, ClusterId cluster, Schedule schedule) throws SQLException {
        Requester by = new Requester(REQUESTER, REQUESTER, "cron " + schedule.cron() + " " + schedule.zone(), "", "");
        Optional<OperationId> held = Sql.first(
                connection,
                "select id from operation where cluster_id = ? and state = 'held'",
                row -> new OperationId(row.getString(1)),
                cluster.value());
        if (held.isPresent()) {
            Audit.note(
                    connection,
                    clock.millis(),
                    cluster,
                    AuditEntry.Event.BUSY,
                    held.get(),
                    by,
                    Map.of("reason", "a plan waits for a person's word"));
            return new Fired.Skipped("a plan waits for a person's word");
        }
        Command everything = new Command.Synchronize(new Selection.Everything());
        return switch (operations.accept(connection, cluster, everything, false, by)) {
            case Submission.Accepted(Operation operation) -> new Fired.Started(operation.id());
            case Submission.Busy _ -> new Fired.Skipped("another operation is not done");
            case Submission.TooManyDryRuns _ -> throw new IllegalStateException("this is no dry run");
        };
    }
}
