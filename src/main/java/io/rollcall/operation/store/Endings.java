package io.rollcall.operation.store;

import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.source.Selection;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What is told about the end of an operation, after it has been stored.
final class Endings {
    private Endings() {}

    static OperationObserver.Ended of(
            Database database,
            InstantSource clock,
            Claim claim,
            OperationState state,
            Operation.@Nullable Failure failure) {
        Operation.Action action = switch (claim.command()) {
            case Command.Synchronize _ -> Operation.Action.SYNC;
            case Command.Cancel _ -> Operation.Action.CANCEL;
            case Command.Adopt _ -> Operation.Action.ADOPT;
        };
        return new OperationObserver.Ended(
                claim.cluster(),
                claim.operation(),
                action,
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
