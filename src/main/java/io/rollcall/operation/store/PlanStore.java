package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.Fence;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.stored.ChangeDescription;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.PlannedChange;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Stores plans, with all that has to be known before their first write.
public final class PlanStore {
    private final Database database;
    private final InstantSource clock;
    private final OperationObserver observer;
    private final OwnershipCache cache = new OwnershipCache();

    public PlanStore(Database database, InstantSource clock, OperationObserver observer) {
        this.database = database;
        this.clock = clock;
        this.observer = observer;
    }

    /// A plan and what it was made from.
    ///
    /// @param before the ownership as it was loaded for the plan
    /// @param directory the space of the plan's numbers
    /// @param goodUsers how many users a complete read listed, which later reads are compared with (R23)
    public record Made(Plan plan, Ownership before, String directory, Optional<Integer> goodUsers) {
        public Made noting(String note) {
            return new Made(plan.noting(note), before, directory, goodUsers);
        }
    }

    /// The stored part of what a plan is made from.
    public PlanningState remember(ClusterId cluster, String directory) {
        return database.read(connection -> {
            OwnershipCache.Held held = cache.read(connection, cluster, directory);
            return new PlanningState(
                    held.ownership(),
                    held.numbers(),
                    Sql.first(
                                    connection,
                                    "select last_good_users from cluster where id = ?",
                                    row -> row.getInt(1),
                                    cluster.value())
                            .orElse(0),
                    LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                    ScopeStore.load(connection, cluster));
        });
    }

    /// Stores a dry run's plan and ends the operation.
    public void finishDryRun(Claim claim, Plan plan) {
        List<String> texts = texts(plan);
        database.change(connection -> {
            long now = clock.millis();
            Fence.pass(
                    connection,
                    claim,
                    "state = 'completed', stage = '', planned_at = ?, finished_at = ?, lease_until = 0, notes = ?",
                    now,
                    now,
                    StoredJson.write(notes(plan)));
            replaceRows(connection, claim, plan, texts, false);
            Audit.note(connection, now, claim, AuditEntry.Event.FINISHED, Map.of("state", "completed"));
        });
        observer.ended(Endings.of(database, clock, claim, OperationState.COMPLETED, null));
    }

    /// What a plan without changes says about its cluster, where that is known without another look.
    @FunctionalInterface
    public interface NothingToDo {
        NothingToDo UNKNOWN = connection -> Optional.empty();

        Optional<Verdict> verdict(Connection connection) throws SQLException;
    }

    /// Stores a plan. If the guard holds it, the operation is held from now on, and nothing else is written. If
    /// nothing is to be done, it ends.
    ///
    /// @param behind whether this plan follows a finished plan of the same operation; the rows of that one stay
    /// @return [OperationState#RUNNING] if the plan may be carried out, and then its steps
    public Saved save(Claim claim, Made made, NothingToDo nothing, boolean behind) {
        Plan plan = made.plan();
        boolean held = !plan.holds().isEmpty();
        List<String> texts = texts(plan);
        Saved saved = database.write(connection -> {
            long now = clock.millis();
            Fence.pass(
                    connection,
                    claim,
                    "planned_at = ?, notes = ?, released = ?, stage = ?, attempts = 0",
                    now,
                    StoredJson.write(notes(plan)),
                    (plan.heldBack() ? Claim.Release.PART : Claim.Release.NONE).word(),
                    (held ? Activity.IDLE : first(plan)).word());
            List<RunStore.Step> steps = replaceRows(connection, claim, plan, texts, behind);
            if (!held) {
                begin(connection, claim, made);
                Optional<Verdict> verdict = plan.changes().isEmpty() ? nothing.verdict(connection) : Optional.empty();
                return verdict.isEmpty()
                        ? new Saved(OperationState.RUNNING, steps)
                        : new Saved(
                                Endings.finish(
                                        connection, claim, verdict.get(), clock, database.now(connection, clock)),
                                List.of());
            }
            boolean stopped = RunStore.stopRequested(connection, claim);
            if (stopped) {
                // A caller that requested a stop meanwhile must not be asked for a release.
                RunStore.skipRest(connection, claim.operation());
                Fence.pass(connection, claim, "state = 'cancelled', finished_at = ?, lease_until = 0", now);
                Audit.note(connection, now, claim, AuditEntry.Event.FINISHED, Map.of("state", "cancelled"));
            } else {
                Fence.pass(connection, claim, "state = 'held', lease_until = 0");
                Audit.note(connection, now, claim, AuditEntry.Event.HELD, Map.of("reasons", plan.holds()));
            }
            Comparison differs = Comparison.of(plan, 0, ScopeStore.load(connection, claim.cluster()));
            ClusterState.ended(connection, claim, new Verdict.Compared(differs, now), now);
            return new Saved(stopped ? OperationState.CANCELLED : OperationState.HELD, List.of());
        });
        switch (saved.state()) {
            case RUNNING -> {}
            case HELD -> observer.held(claim.cluster(), claim.operation(), plan.holds());
            default -> observer.ended(Endings.of(database, clock, claim, saved.state(), null));
        }
        return saved;
    }

    /// The result of saving a plan.
    ///
    /// @param steps what is to be carried out, as [RunStore#next] would read it from the database
    public record Saved(OperationState state, List<RunStore.Step> steps) {}

    /// The changes as the database holds them. Outside its transaction, and on all processors: nothing else can
    /// begin before a plan is stored.
    private static List<String> texts(Plan plan) {
        return plan.changes().parallelStream()
                .map(planned -> StoredJson.write(planned.change()))
                .toList();
    }

    /// What is done as soon as the plan is stored.
    private static Activity first(Plan plan) {
        return plan.changes().isEmpty()
                ? Activity.IDLE
                : new Activity.Applying(plan.changes().getFirst().stage());
    }

    /// Records that a released plan is still right, so that it is carried out without another read of IAM and
    /// Manager.
    public void grantRelease(Claim claim, Made made) {
        database.change(connection -> {
            Fence.pass(
                    connection,
                    claim,
                    "released = ?, stage = ?",
                    Claim.Release.GRANTED.word(),
                    first(made.plan()).word());
            begin(connection, claim, made);
        });
    }

    /// The changes of the stored plan that are not done.
    public List<Change> storedChanges(Claim claim) {
        return database.read(connection -> Sql.list(
                connection,
                "select change from result where operation_id = ? and outcome = 'planned' order by number",
                row -> StoredJson.read(row.getString(1), Change.class),
                claim.operation().value()));
    }

    /// The changes of an operation that were made, or were found to be made already; empty where there are too many.
    ///
    /// @param most how many are of interest
    public Optional<List<Change>> madeChanges(Claim claim, int most) {
        return database.read(connection -> {
            // To count rows is cheap, to read changes is not.
            int rows = Sql.list(connection, """
                            select 1 from result where operation_id = ? and outcome in ('applied', 'already_so') limit ?
                            """, row -> true, claim.operation().value(), most + 1)
                    .size();
            return rows > most
                    ? Optional.empty()
                    : Optional.of(Sql.list(
                            connection,
                            """
                            select change from result
                            where operation_id = ? and outcome in ('applied', 'already_so') order by number
                            """,
                            row -> StoredJson.read(row.getString(1), Change.class),
                            claim.operation().value()));
        });
    }

    private static void begin(Connection connection, Claim claim, Made made) throws SQLException {
        Plan plan = made.plan();
        OwnershipStore.replace(connection, claim.cluster(), made.before(), plan.begun());
        ScopeStore.request(connection, claim, plan.request());
        Set<Integer> fresh = plan.freshNumbers();
        OwnershipStore.freeNumbers(
                connection, made.directory(), without(plan.userNumbers(), fresh), without(plan.groupNumbers(), fresh));
        OwnershipStore.keepNumbers(connection, made.directory(), plan.userNumbers(), plan.groupNumbers());
        if (made.goodUsers().isPresent()) {
            ClusterState.saveGoodUsers(connection, claim, made.goodUsers().get());
        }
    }

    private static Map<IamId, Integer> without(Map<IamId, Integer> numbers, Set<Integer> some) {
        Map<IamId, Integer> rest = new HashMap<>(numbers);
        rest.values().removeAll(some);
        return rest;
    }

    /// Rows that were carried out stay: the audit refers to them. The fence has been passed.
    ///
    /// @param texts the changes of the plan, as JSON
    /// @return the rows of the changes
    private static List<RunStore.Step> replaceRows(
            Connection connection, Claim claim, Plan plan, List<String> texts, boolean behind) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        String id = claim.operation().value();
        PlanHash hash = new PlanHash();
        Sql.update(
                connection,
                behind
                        ? "delete from result where operation_id = ? and outcome in ('planned', 'refused', 'skipped')"
                        : "delete from result where operation_id = ? and outcome not in ('applied', 'already_so')",
                id);
        int last = Sql.first(
                        connection,
                        "select coalesce(max(number), 0) from result where operation_id = ?",
                        row -> row.getInt(1),
                        id)
                .orElse(0);
        for (Refusal refusal : plan.refusals()) {
            boolean withheld = refusal.cause() == Refusal.Cause.WITHHELD || refusal.cause() == Refusal.Cause.HELD_BACK;
            rows.add(new Object[] {
                id,
                last + rows.size() + 1,
                Result.REFUSED,
                refusal.kind().word(),
                refusal.name(),
                Result.Action.NONE.word(),
                null,
                refusal.detail(),
                withheld ? "skipped" : "refused",
                refusal.cause().name()
            });
        }
        List<RunStore.Step> steps = new ArrayList<>(texts.size());
        for (PlannedChange planned : plan.changes()) {
            Change change = planned.change();
            String text = texts.get(steps.size());
            int number = last + rows.size() + 1;
            steps.add(new RunStore.Step(number, planned.stage(), change, text));
            rows.add(new Object[] {
                id,
                number,
                planned.stage().word(),
                change.kind().word(),
                change.objectName(),
                ChangeDescription.action(change).word(),
                text,
                planned.reason(),
                "planned",
                ""
            });
        }
        // Everything but the id and the number, which say nothing about the plan.
        rows.forEach(row -> hash.add(Arrays.copyOfRange(row, 2, row.length)));
        Sql.update(connection, "update operation set plan_hash = ? where id = ?", hash.text(), id);
        Sql.batch(connection, """
                insert into result (operation_id, number, stage, kind, name, action, change, reason, outcome, cause)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
        return steps;
    }

    private static List<String> notes(Plan plan) {
        List<String> notes = new ArrayList<>(plan.notes());
        plan.holds().forEach(hold -> notes.add(StoredJson.hold(hold)));
        return notes;
    }
}
