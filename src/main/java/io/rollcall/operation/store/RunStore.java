package io.rollcall.operation.store;

import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Fence;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.ownership.OwnershipChange;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.provisioning.ChangeOutcome;
import io.rollcall.sync.provisioning.Stage;
import io.rollcall.sync.scope.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a worker stores while it carries out one operation. Every write first proves that the claim still holds,
/// in the same transaction ([Fence]); otherwise [io.rollcall.operation.lease.LeaseLostException] is thrown.
public final class RunStore {
    private final Database database;
    private final InstantSource clock;
    private final OperationObserver observer;

    public RunStore(Database database, InstantSource clock, OperationObserver observer) {
        this.database = database;
        this.clock = clock;
        this.observer = observer;
    }

    /// One row of the plan that is still to be done.
    ///
    /// @param text the change as the database holds it
    public record Step(long number, Stage stage, Change change, String text) {}

    /// One row of the plan that was tried.
    ///
    /// @param change as it was really made
    /// @param part whether that is less than was planned, because a change that it depends on failed
    /// @param text the change as it was planned
    public record Done(long number, Change change, String text, ChangeOutcome outcome, boolean part) {
        /// The change as the database holds it from now on.
        String kept() {
            return part ? StoredJson.write(change) : text;
        }
    }

    /// Stores the activity for people, and proves before any work that the claim holds. Mostly the transaction
    /// before has stored it already: then this one only reads, and no disk has to be waited for.
    public void enter(Claim claim, Activity activity) {
        String known = database.read(connection -> Sql.first(
                        connection,
                        "select stage from operation where id = ? and token = ? and state = 'running'",
                        row -> row.getString(1),
                        claim.operation().value(),
                        claim.token())
                .orElseThrow(() -> new LeaseLostException(claim.operation())));
        if (!known.equals(activity.word())) {
            database.change(connection -> Fence.pass(connection, claim, "stage = ?", activity.word()));
        }
    }

    /// The activity that was stored last.
    public Activity activity(Claim claim) {
        return Activity.of(database.read(connection -> Sql.first(
                        connection,
                        "select stage from operation where id = ?",
                        row -> row.getString(1),
                        claim.operation().value())
                .orElse("")));
    }

    /// Whether a caller wants the operation to stop.
    public boolean stopRequested(Claim claim) {
        return database.read(connection -> stopRequested(connection, claim));
    }

    static boolean stopRequested(Connection connection, Claim claim) throws SQLException {
        return Sql.first(
                        connection,
                        "select stop_requested from operation where id = ?",
                        row -> row.getInt(1) == 1,
                        claim.operation().value())
                .orElse(false);
    }

    /// The next changes to be made: of one stage, in the order of the plan. Empty when all is done.
    ///
    /// @param after the last row that was done; rows before it are never read again, so that a long plan does not
    ///     slow down with every slice
    public List<Step> next(Claim claim, long after, int most) {
        List<Step> steps = database.read(connection -> Sql.list(
                connection,
                """
                select number, stage, change from result
                where operation_id = ? and outcome = 'planned' and number > ? order by number limit ?
                """,
                row -> new Step(
                        row.getLong("number"),
                        Stage.valueOf(row.getString("stage").toUpperCase(Locale.ROOT)),
                        StoredJson.read(row.getString("change"), Change.class),
                        row.getString("change")),
                claim.operation().value(),
                after,
                most));
        return steps.stream()
                .takeWhile(step -> step.stage() == steps.getFirst().stage())
                .toList();
    }

    /// Changes that failed so far, in the order of the plan, for the changes that depend on them.
    public List<Change> failed(Claim claim) {
        return database.read(connection -> Sql.list(
                connection,
                """
                select change from result
                where operation_id = ? and outcome = 'failed' and change is not null order by number
                """,
                row -> StoredJson.read(row.getString(1), Change.class),
                claim.operation().value()));
    }

    /// Stores the outcomes of a slice, and what is owned because of it: in one transaction, so that neither is
    /// stored without the other.
    ///
    /// @param next what the operation does from now on
    /// @param directory whose POSIX numbers they use ([io.rollcall.sync.provisioning.ProvisioningTarget#directory])
    public void record(Claim claim, Activity next, List<Done> slice, String directory) {
        database.change(connection -> {
            Fence.pass(connection, claim, "stage = ?, attempts = 0", next.word());
            List<@Nullable Object[]> rows = new ArrayList<>();
            OwnershipWriter ownership = new OwnershipWriter(claim.cluster());
            for (Done done : slice) {
                rows.add(new Object[] {
                    word(done.outcome()),
                    reason(done),
                    done.part() ? done.kept() : null,
                    claim.operation().value(),
                    done.number()
                });
                if (done.outcome() instanceof ChangeOutcome.Failed failed) {
                    if (failed.numberRefused()) {
                        OwnershipStore.refuseNumber(connection, directory, done.change());
                    }
                } else {
                    OwnershipChange.of(done.change()).forEach(ownership::add);
                }
            }
            Sql.batch(connection, """
                    update result set outcome = ?, reason = coalesce(?, reason), change = coalesce(?, change)
                    where operation_id = ? and number = ?
                    """, rows);
            ownership.write(connection);
            SortedMap<Long, String> changed = new TreeMap<>();
            slice.stream()
                    .filter(done -> !(done.outcome() instanceof ChangeOutcome.Failed))
                    .forEach(done -> changed.put(done.number(), done.kept()));
            Audit.changed(connection, clock.millis(), claim, changed);
        });
    }

    /// Ends an operation whose plan is done.
    ///
    /// @param verdict what the end says about the cluster
    public OperationState finish(Claim claim, Verdict verdict) {
        OperationState end = database.write(
                connection -> Endings.finish(connection, claim, verdict, clock, database.now(connection, clock)));
        tell(claim, end, null);
        return end;
    }

    private void tell(Claim claim, OperationState state, Operation.@Nullable Failure failure) {
        observer.ended(Endings.of(database, clock, claim, state, failure));
    }

    /// Ends an operation at a safe point before its plan is done.
    public void stop(Claim claim) {
        endEarly(claim, OperationState.CANCELLED, null, "the last operation was stopped");
    }

    /// Ends an operation that cannot go on.
    public void fail(Claim claim, Operation.Failure failure) {
        endEarly(claim, OperationState.FAILED, failure, "the last operation failed: " + failure.message());
    }

    private void endEarly(Claim claim, OperationState state, Operation.@Nullable Failure failure, String because) {
        database.change(connection -> {
            Endings.end(connection, claim, state, failure, clock);
            skipRest(connection, claim.operation());
            ClusterState.ended(connection, claim, new Verdict.Doubt(because), database.now(connection, clock));
            if (failure != null && !claim.dryRun()) {
                // The request counts nevertheless.
                ScopeStore.request(connection, claim, Scope.Request.of(claim.command()));
            }
        });
        tell(claim, state, failure);
    }

    /// What is still planned will not be done.
    static void skipRest(Connection connection, OperationId operation) throws SQLException {
        Sql.update(
                connection,
                "update result set outcome = 'skipped' where operation_id = ? and outcome = 'planned'",
                operation.value());
    }

    private static String word(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Applied applied -> "applied";
            case ChangeOutcome.AlreadySo already -> "already_so";
            case ChangeOutcome.Failed failed -> "failed";
        };
    }

    private static @Nullable String reason(Done done) {
        if (done.outcome() instanceof ChangeOutcome.Failed failed) {
            return failed.reason();
        }
        return done.part() ? "less than planned, because what it builds on failed before" : null;
    }
}
