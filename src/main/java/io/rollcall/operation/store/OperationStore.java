package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Decided;
import io.rollcall.operation.model.Decision;
import io.rollcall.operation.model.Intervention;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What callers write: requests for operations, and interventions in them.
public final class OperationStore {
    /// The most unfinished dry runs of one cluster. Each reads all users, they run in parallel, and no caller
    /// needs more plans of one cluster than that at the same time.
    static final int MOST_DRY_RUNS = 8;

    private final Database database;
    private final InstantSource clock;
    private final OperationReader reader;

    public OperationStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.reader = new OperationReader(database, clock);
    }

    /// Inside the caller's transaction: if the cluster is free, the operation is queued, and a held one is
    /// superseded. The unique index on active operations decides between requests at the same moment.
    public Submission accept(Connection connection, ClusterId cluster, Command command, boolean dryRun, Requester by)
            throws SQLException {
        long now = clock.millis();
        OperationId id = OperationId.newAt(now);
        boolean everything = command instanceof Command.Synchronize(Selection.Everything all);
        Map<String, Object> request =
                Map.of("dry_run", dryRun, "request", StoredJson.readMap(StoredJson.write(command)));
        if (dryRun && dryRuns(connection, cluster) >= MOST_DRY_RUNS) {
            Audit.note(connection, now, cluster, AuditEntry.Event.BUSY, null, by, request);
            return new Submission.TooManyDryRuns();
        }
        int inserted = Sql.update(
                connection,
                """
                insert into operation (id, cluster_id, action, everything, command, dry_run,
                    user_id, user_name, credential, address, request_id, accepted_at,
                    state, stage, released, stop_requested, token, lease_until, notes)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '', 'none', 0, 0, 0, '[]')
                on conflict do nothing
                """,
                id.value(),
                cluster.value(),
                action(command).word(),
                everything,
                StoredJson.write(command),
                dryRun,
                by.userId(),
                by.userName(),
                by.credential(),
                by.address(),
                by.requestId(),
                now);
        if (inserted == 0) {
            Audit.note(connection, now, cluster, AuditEntry.Event.BUSY, null, by, request);
            return new Submission.Busy();
        }
        if (!dryRun) {
            supersede(connection, cluster, now, by);
        }
        Audit.note(connection, now, cluster, AuditEntry.Event.ACCEPTED, id, by, request);
        return new Submission.Accepted(reader.find(connection, cluster, id).orElseThrow());
    }

    private static Operation.Action action(Command command) {
        return switch (command) {
            case Command.Synchronize _ -> Operation.Action.SYNC;
            case Command.Cancel _ -> Operation.Action.CANCEL;
            case Command.Adopt _ -> Operation.Action.ADOPT;
        };
    }

    private static int dryRuns(Connection connection, ClusterId cluster) throws SQLException {
        return Sql.first(connection, """
                select count(*) from operation
                where cluster_id = ? and state in ('queued', 'running') and dry_run = 1
                """, row -> row.getInt(1), cluster.value()).orElse(0);
    }

    private static void supersede(Connection connection, ClusterId cluster, long now, Requester by)
            throws SQLException {
        Optional<OperationId> held =
                Sql.first(connection, """
                update operation set state = 'superseded', finished_at = ?
                where cluster_id = ? and state = 'held' returning id
                """, row -> new OperationId(row.getString(1)), now, cluster.value());
        if (held.isPresent()) {
            RunStore.skipRest(connection, held.get());
            Audit.note(connection, now, cluster, AuditEntry.Event.SUPERSEDED, held.get(), by, Map.of());
        }
    }

    public Intervention release(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        return database.write(connection -> {
            Optional<Operation> found = reader.find(connection, cluster, id);
            if (found.isEmpty()) {
                return Intervention.UNKNOWN;
            }
            if (!decided.isAbout(found.get())) {
                return Intervention.OTHER_PLAN;
            }
            int released = Sql.update(connection, """
                    update operation set state = 'queued', released = 'asked', lease_until = 0
                    where id = ? and state = 'held'
                    """, id.value());
            if (released == 0) {
                return Intervention.NOT_NOW;
            }
            long now = clock.millis();
            Decisions.add(connection, id, Decision.Kind.RELEASED, by, now, decided.comment());
            Audit.note(
                    connection,
                    now,
                    cluster,
                    AuditEntry.Event.RELEASED,
                    id,
                    by,
                    detail(plan(found.get()), decided.comment()));
            return Intervention.DONE;
        });
    }

    /// Stops a queued or running operation.
    public Intervention stop(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        return end(cluster, id, by, decided, false, connection -> Sql.update(connection, """
                update operation set stop_requested = 1 where id = ? and state in ('queued', 'running')
                """, id.value()) == 1);
    }

    /// Discards a held plan.
    public Intervention discard(ClusterId cluster, OperationId id, Requester by, Decided decided) {
        return end(cluster, id, by, decided, true, connection -> {
            boolean held = Sql.update(connection, """
                    update operation set state = 'cancelled', finished_at = ? where id = ? and state = 'held'
                    """, clock.millis(), id.value()) == 1;
            if (held) {
                RunStore.skipRest(connection, id);
            }
            return held;
        });
    }

    /// Ends the operation or requests its end; returns whether the operation was in the right state for that.
    @FunctionalInterface
    private interface End {
        boolean in(Connection connection) throws SQLException;
    }

    private Intervention end(ClusterId cluster, OperationId id, Requester by, Decided decided, boolean held, End end) {
        return database.write(connection -> {
            Optional<Operation> found = reader.find(connection, cluster, id);
            if (found.isEmpty()) {
                return Intervention.UNKNOWN;
            }
            if (!decided.isAbout(found.get())) {
                return Intervention.OTHER_PLAN;
            }
            if (!end.in(connection)) {
                return Intervention.NOT_NOW;
            }
            long now = clock.millis();
            Decisions.add(
                    connection, id, held ? Decision.Kind.DISCARDED : Decision.Kind.STOPPED, by, now, decided.comment());
            Audit.note(
                    connection,
                    now,
                    cluster,
                    AuditEntry.Event.STOPPED,
                    id,
                    by,
                    detail(Map.of("held", held), decided.comment()));
            return Intervention.DONE;
        });
    }

    /// Which plan a decision was about.
    private static Map<String, Object> plan(Operation operation) {
        String hash = operation.planHash();
        return hash == null ? Map.of() : Map.of("plan_hash", hash);
    }

    private static Map<String, Object> detail(Map<String, Object> known, @Nullable String comment) {
        Map<String, Object> all = new TreeMap<>(known);
        if (comment != null) {
            all.put("comment", comment);
        }
        return all;
    }
}
