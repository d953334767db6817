package io.rollcall.operation.store;

import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Fence;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Verdict;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The end of an operation: how it is stored, and what is told about it afterwards.
final class Endings {
    private Endings() {}

    /// Ends an operation whose plan is done, within a transaction.
    ///
    /// @param verdict what the end says about the cluster
    /// @param now of the clock that all replicas share
    static OperationState finish(Connection connection, Claim claim, Verdict verdict, InstantSource clock, long now)
            throws SQLException {
        boolean errors = Sql.first(
                        connection, """
                        select 1 from result
                        where operation_id = ? and outcome in ('failed', 'refused', 'skipped') limit 1
                        """, row -> true, claim.operation().value())
                .isPresent();
        OperationState state = errors ? OperationState.COMPLETED_WITH_ERRORS : OperationState.COMPLETED;
        end(connection, claim, state, null, clock);
        ClusterState.ended(connection, claim, verdict, now);
        return state;
    }

    /// Ends an operation within a transaction.
    static void end(
            Connection connection,
            Claim claim,
            OperationState state,
            Operation.@Nullable Failure failure,
            InstantSource clock)
            throws SQLException {
        Fence.pass(
                connection,
                claim,
                "state = ?, stage = '', finished_at = ?, lease_until = 0, error_code = ?, error_message = ?",
                state.word(),
                clock.millis(),
                failure == null ? null : failure.code().code(),
                failure == null ? null : failure.message());
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("state", state.word());
        if (failure != null) {
            detail.put("error_code", failure.code().code());
        }
        Audit.note(connection, clock.millis(), claim, AuditEntry.Event.FINISHED, detail);
    }

    static OperationObserver.Ended of(
            Database database,
            InstantSource clock,
            Claim claim,
            OperationState state,
            Operation.@Nullable Failure failure) {
        return new OperationObserver.Ended(
                claim.cluster(),
                claim.operation(),
                claim.action(),
                claim.command() instanceof Command.Synchronize(Selection selection)
                        && selection instanceof Selection.Everything,
                claim.dryRun(),
                state,
                took(database, clock, claim),
                failure);
    }

    /// The end is stored; a database that fails now must not make it look like a failure of the operation.
    private static Duration took(Database database, InstantSource clock, Claim claim) {
        try {
            return database.read(connection -> Sql.first(
                            connection,
                            "select accepted_at from operation where id = ?",
                            row -> Duration.ofMillis(Math.max(0, clock.millis() - row.getLong(1))),
                            claim.operation().value())
                    .orElse(Duration.ZERO));
        } catch (DatabaseException e) {
            return Duration.ZERO;
        }
    }
}
