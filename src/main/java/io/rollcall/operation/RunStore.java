package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.sync.Change;
import io.rollcall.sync.ChangeOutcome;
import io.rollcall.sync.NumberBook;
import io.rollcall.sync.Plan;
import io.rollcall.sync.PlannedChange;
import io.rollcall.sync.Refusal;
import io.rollcall.sync.Roll;
import io.rollcall.sync.RollUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a worker writes down while it carries out one operation. Every write first proves that the claim still
/// holds, in the same transaction; [LeaseLostException] says that it does not.
final class RunStore {
    private final Database database;
    private final InstantSource clock;

    RunStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What a plan is made from, as far as the database knows it.
    record Memory(Roll roll, NumberBook numbers, int lastGoodUsers) {}

    /// One row of the plan that is still to be done.
    record Step(long number, String stage, Change change) {}

    /// One row of the plan that was tried.
    ///
    /// @param change as it was really made, which may be less than was planned
    record Done(long number, Change change, ChangeOutcome outcome) {}

    Memory remember(ClusterId cluster, String directory) {
        return database.read(connection -> new Memory(
                RollStore.load(connection, cluster),
                RollStore.numbers(connection, directory),
                Sql.first(
                                connection,
                                "select last_good_users from cluster where id = ?",
                                row -> row.getInt(1),
                                cluster.value())
                        .orElse(0)));
    }

    /// Says for people what is being done.
    void enter(Claim claim, String stage) {
        database.change(connection -> {
            touch(connection, claim, "stage = ?", stage);
        });
    }

    /// Whether a caller wants the operation to stop.
    boolean stopRequested(Claim claim) {
        return database.read(connection -> Sql.first(
                        connection,
                        "select stop_requested from operation where id = ?",
                        row -> row.getInt(1) == 1,
                        claim.operation().value())
                .orElse(false));
    }

    /// Stores a dry run's plan and ends the operation: that was all it was for.
    void finishDryRun(Claim claim, Plan plan) {
        database.change(connection -> {
            insertRows(connection, claim, plan);
            touch(
                    connection,
                    claim,
                    "state = 'completed', stage = '', planned_at = ?, finished_at = ?, lease_until = 0, notes = ?",
                    clock.millis(),
                    clock.millis(),
                    Json.write(notes(plan)));
        });
    }

    /// Stores a plan, with everything that has to be known before its first write. If the guard holds it, the
    /// operation is held from now on.
    ///
    /// @param before the roll as it was loaded for the plan
    /// @return whether the plan may be carried out
    boolean savePlan(Claim claim, Plan plan, Roll before, String directory, Optional<Integer> goodUsers) {
        boolean held = !plan.holds().isEmpty();
        return database.write(connection -> {
            touch(
                    connection,
                    claim,
                    "planned_at = ?, notes = ?, released = ?, state = ?, stage = ?, lease_until = case when ? then 0 else lease_until end",
                    clock.millis(),
                    Json.write(notes(plan)),
                    Claim.Release.NONE.word(),
                    held ? "held" : "running",
                    "",
                    held);
            Sql.update(
                    connection,
                    "delete from result where operation_id = ?",
                    claim.operation().value());
            insertRows(connection, claim, plan);
            if (goodUsers.isPresent()) {
                saveGoodUsers(connection, claim, goodUsers.get());
            }
            if (held) {
                settle(connection, claim, false);
                return false;
            }
            RollStore.replace(connection, claim.cluster(), before, withAsked(plan));
            RollStore.keepNumbers(connection, directory, plan.userNumbers(), plan.groupNumbers());
            return true;
        });
    }

    /// Marks a released plan as still the right one, so that it is carried out without another look at the
    /// world.
    void grantRelease(Claim claim, Plan plan, Roll before, String directory) {
        database.change(connection -> {
            touch(connection, claim, "released = ?", Claim.Release.GRANTED.word());
            RollStore.replace(connection, claim.cluster(), before, withAsked(plan));
            RollStore.keepNumbers(connection, directory, plan.userNumbers(), plan.groupNumbers());
        });
    }

    /// The changes of the stored plan, done or not.
    List<Change> storedChanges(Claim claim) {
        return database.read(connection -> Sql.list(
                connection,
                "select change from result where operation_id = ? and change is not null order by number",
                row -> Json.read(row.getString(1), Change.class),
                claim.operation().value()));
    }

    /// The next changes to be made: of one stage, in the order of the plan. Empty when all is done.
    List<Step> next(Claim claim, int most) {
        List<Step> steps = database.read(connection -> Sql.list(
                connection,
                """
                select number, stage, change from result
                where operation_id = ? and outcome = 'planned' order by number limit ?
                """,
                row -> new Step(
                        row.getLong("number"),
                        row.getString("stage"),
                        Json.read(row.getString("change"), Change.class)),
                claim.operation().value(),
                most));
        return steps.stream()
                .takeWhile(step -> step.stage().equals(steps.getFirst().stage()))
                .toList();
    }

    /// Changes that failed so far, for those that build on them.
    List<Change> failed(Claim claim) {
        return database.read(connection -> Sql.list(
                connection,
                "select change from result where operation_id = ? and outcome = 'failed' and change is not null",
                row -> Json.read(row.getString(1), Change.class),
                claim.operation().value()));
    }

    /// Writes down what became of a slice, and what is owned because of it: in one transaction, so that the
    /// one is never known without the other.
    ///
    /// @param stage of all of them
    void record(Claim claim, String stage, List<Done> slice) {
        database.change(connection -> {
            touch(connection, claim, "stage = ?", stage);
            List<@Nullable Object[]> rows = new ArrayList<>();
            RollWriter roll = new RollWriter(claim.cluster());
            for (Done done : slice) {
                rows.add(new Object[] {
                    word(done.outcome()),
                    reason(done.outcome()),
                    claim.operation().value(),
                    done.number()
                });
                if (!(done.outcome() instanceof ChangeOutcome.Failed)) {
                    RollUpdate.of(done.change()).forEach(roll::add);
                }
            }
            Sql.batch(
                    connection,
                    "update result set outcome = ?, reason = coalesce(?, reason) where operation_id = ? and number = ?",
                    rows);
            roll.write(connection);
        });
    }

    /// Ends an operation whose plan is done.
    OperationState finish(Claim claim) {
        return database.write(connection -> {
            boolean errors = Sql.first(
                            connection, """
                            select 1 from result
                            where operation_id = ? and outcome in ('failed', 'refused', 'skipped') limit 1
                            """, row -> true, claim.operation().value())
                    .isPresent();
            OperationState state = errors ? OperationState.COMPLETED_WITH_ERRORS : OperationState.COMPLETED;
            end(connection, claim, state, null);
            settle(connection, claim, !errors);
            return state;
        });
    }

    /// Ends an operation at a safe point before its plan is done.
    void stop(Claim claim) {
        database.change(connection -> {
            skipRest(connection, claim);
            end(connection, claim, OperationState.CANCELLED, null);
            settle(connection, claim, false);
        });
    }

    /// Ends an operation that cannot go on.
    void fail(Claim claim, Operation.Failure failure) {
        database.change(connection -> {
            skipRest(connection, claim);
            end(connection, claim, OperationState.FAILED, failure);
            settle(connection, claim, false);
        });
    }

    private static void skipRest(Connection connection, Claim claim) throws SQLException {
        Sql.update(
                connection,
                "update result set outcome = 'skipped' where operation_id = ? and outcome = 'planned'",
                claim.operation().value());
    }

    private void end(Connection connection, Claim claim, OperationState state, Operation.@Nullable Failure failure)
            throws SQLException {
        touch(
                connection,
                claim,
                "state = ?, stage = '', finished_at = ?, lease_until = 0, error_code = ?, error_message = ?",
                state.word(),
                clock.millis(),
                failure == null ? null : failure.code(),
                failure == null ? null : failure.message());
    }

    /// What the status calls answer from now on.
    private void settle(Connection connection, Claim claim, boolean settled) throws SQLException {
        if (claim.dryRun()) {
            return;
        }
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                select cluster_id, id, everything, ?, 0, ?, 0 from operation where id = ?
                on conflict (id) do update set last_operation = excluded.last_operation,
                    everything = excluded.everything, settled = excluded.settled, drifted = 0,
                    checked_at = excluded.checked_at
                """, settled, clock.millis(), claim.operation().value());
    }

    private static void saveGoodUsers(Connection connection, Claim claim, int users) throws SQLException {
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                values (?, ?, 0, 0, 0, 0, ?)
                on conflict (id) do update set last_good_users = excluded.last_good_users
                """, claim.cluster().value(), claim.operation().value(), users);
    }

    private static void insertRows(Connection connection, Claim claim, Plan plan) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        String id = claim.operation().value();
        for (Refusal refusal : plan.refusals()) {
            boolean withheld = refusal.cause() == Refusal.Cause.WITHHELD;
            rows.add(new Object[] {
                id,
                rows.size() + 1,
                "refused",
                refusal.kind().word(),
                refusal.name(),
                "none",
                null,
                refusal.detail(),
                withheld ? "skipped" : "refused"
            });
        }
        for (PlannedChange planned : plan.changes()) {
            Change change = planned.change();
            rows.add(new Object[] {
                id,
                rows.size() + 1,
                planned.stage().word(),
                change.kind().word(),
                change.objectName(),
                PlanRows.action(change),
                Json.write(change),
                planned.reason(),
                "planned"
            });
        }
        Sql.batch(connection, """
                insert into result (operation_id, number, stage, kind, name, action, change, reason, outcome)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    private static List<String> notes(Plan plan) {
        List<String> notes = new ArrayList<>(plan.notes());
        plan.holds().forEach(hold -> notes.add("held: " + hold));
        return notes;
    }

    private static Roll withAsked(Plan plan) {
        Map<IamId, Roll.GroupEntry> groups = new HashMap<>(plan.roll().groups());
        plan.asked()
                .forEach(id -> groups.computeIfPresent(
                        id, (i, entry) -> new Roll.GroupEntry(entry.name(), true, entry.granted())));
        return new Roll(
                plan.roll().users(), groups, plan.roll().owed(), plan.roll().promised());
    }

    private static String word(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Applied applied -> "applied";
            case ChangeOutcome.AlreadySo already -> "already_so";
            case ChangeOutcome.Failed failed -> "failed";
        };
    }

    private static @Nullable String reason(ChangeOutcome outcome) {
        return outcome instanceof ChangeOutcome.Failed(String reason) ? reason : null;
    }

    private static void touch(Connection connection, Claim claim, String assignments, @Nullable Object... values)
            throws SQLException {
        @Nullable Object[] parameters = java.util.Arrays.copyOf(values, values.length + 2);
        parameters[values.length] = claim.operation().value();
        parameters[values.length + 1] = claim.token();
        int rows = Sql.update(
                connection,
                "update operation set " + assignments + " where id = ? and token = ? and state = 'running'",
                parameters);
        if (rows == 0) {
            throw new LeaseLostException(claim.operation());
        }
    }
}
