package io.rollcall.operation.run;

import io.rollcall.cluster.Progress;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.lease.LeaseLostException;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.store.ClusterState;
import io.rollcall.operation.store.PlanStore;
import io.rollcall.sync.PlanningState;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.MadeChanges;
import io.rollcall.sync.plan.Plan;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.scope.Scope;
import io.rollcall.sync.source.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks, after the last write of an operation, whether the written changes are in the Manager, so that
/// `is_synchronous` can be true from the end of the operation on and never relies on the answers of a directory
/// alone. Its decision follows from the rows in the database: any worker that resumes the operation comes to the
/// same verdict.
public final class ReadBack {
    private static final Logger log = LoggerFactory.getLogger(ReadBack.class);

    /// A comparison that has outlived one of so many parts of its window is made anew.
    private static final int PARTS = 3;

    private final Database database;
    private final InstantSource clock;
    private final PlanStore plans;
    private final Duration window;

    /// @param window how long a comparison is valid
    public ReadBack(Database database, InstantSource clock, PlanStore plans, Duration window) {
        this.database = database;
        this.clock = clock;
        this.plans = plans;
        this.window = window;
    }

    /// What is known before the check.
    ///
    /// @param wrote whether anything was written
    /// @param missing whether anything of the scope was refused or failed; an unknown name is the failure of the
    ///     request alone
    /// @param sound whether a recent comparison found the cluster as it should be
    /// @param whole whether the plan was made from complete reads
    private record Ledger(boolean wrote, boolean missing, boolean sound, boolean whole, Instant planned, long now) {}

    /// The verdict about an operation whose plan has no changes, if it needs no look at the Manager. Within the
    /// transaction that stores the plan.
    Optional<Verdict> ofNothing(Connection connection, Claim claim) throws SQLException {
        Ledger ledger = ledger(connection, claim);
        return ledger.wrote() ? Optional.empty() : asPlanned(claim, ledger);
    }

    /// What the plan itself says about the cluster, if everything of it is in the Manager.
    private static Optional<Verdict> asPlanned(Claim claim, Ledger ledger) {
        if (ledger.missing()) {
            return Optional.empty();
        }
        if (claim.command() instanceof Command.Synchronize(Selection.Everything _)) {
            // The plan was the comparison, and all that it found to differ is mended.
            return ledger.whole()
                    ? Optional.of(new Verdict.Compared(
                            Comparison.equal(new Scope(true, Set.of(), Set.of())),
                            ledger.planned().toEpochMilli()))
                    : Optional.empty();
        }
        return ledger.sound() ? Optional.of(new Verdict.Unchanged()) : Optional.empty();
    }

    /// The verdict about an operation whose plan is done.
    Verdict of(Claim claim, Reconciler reconciler, Progress progress) {
        if (claim.dryRun()) {
            return new Verdict.Unchanged();
        }
        try {
            return look(claim, reconciler, progress);
        } catch (UnavailableException e) {
            return new Verdict.Doubt("what was written could not be read back: " + e.getMessage());
        } catch (LeaseLostException | DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("operation", claim.operation())
                    .setCause(e)
                    .log("not read back");
            return new Verdict.Doubt("reading back what was written met a defect of this server");
        }
    }

    private Verdict look(Claim claim, Reconciler reconciler, Progress progress) throws UnavailableException {
        Ledger ledger = database.read(connection -> ledger(connection, claim));
        boolean everybody = claim.command() instanceof Command.Synchronize(Selection.Everything _);
        Optional<Verdict> planned = asPlanned(claim, ledger);
        if (planned.isPresent()
                && (!ledger.wrote()
                        || (everybody
                                ? isRecent(ledger) && isThere(claim, reconciler, progress)
                                : isThere(claim, reconciler, progress)
                                        || nothingIsLeft(claim, reconciler, progress)))) {
            return planned.get();
        }
        PlanningState state = plans.remember(claim.cluster(), reconciler.directory());
        return new Verdict.Compared(reconciler.compare(state, ledger.planned(), progress), ledger.now());
    }

    /// Whether the plan is so new that its comparison is valid for some time to come.
    private boolean isRecent(Ledger ledger) {
        return ledger.now() - ledger.planned().toEpochMilli() <= window.toMillis() / PARTS;
    }

    /// Whether the Manager holds what was written, as far as that can be told without a comparison of everything.
    private boolean isThere(Claim claim, Reconciler reconciler, Progress progress) throws UnavailableException {
        Optional<MadeChanges> made = plans.madeChanges(claim, MadeChanges.MOST).flatMap(MadeChanges::of);
        return made.isPresent() && reconciler.holds(made.get(), progress);
    }

    /// Whether the same request would find nothing to do: cheaper than a comparison of all users.
    private boolean nothingIsLeft(Claim claim, Reconciler reconciler, Progress progress) throws UnavailableException {
        PlanningState state = plans.remember(claim.cluster(), reconciler.directory());
        Plan again = reconciler.plan(claim.command(), state, progress).plan();
        return again.changes().isEmpty();
    }

    private Ledger ledger(Connection connection, Claim claim) throws SQLException {
        String id = claim.operation().value();
        boolean wrote = Sql.first(
                        connection,
                        "select 1 from result where operation_id = ? and outcome in ('applied', 'already_so') limit 1",
                        row -> true,
                        id)
                .isPresent();
        boolean missing = Sql.first(connection, """
                        select 1 from result
                        where operation_id = ? and outcome in ('failed', 'refused', 'skipped') and cause <> ? limit 1
                        """, row -> true, id, Refusal.Cause.UNKNOWN.name())
                .isPresent();
        long planned = Sql.first(
                        connection,
                        "select coalesce(planned_at, 0) from operation where id = ?",
                        row -> row.getLong(1),
                        id)
                .orElse(0L);
        boolean whole = Sql.first(connection, "select 1 from operation where id = ? and notes = '[]'", row -> true, id)
                .isPresent();
        long now = database.now(connection, clock);
        return new Ledger(
                wrote,
                missing,
                ClusterState.sound(connection, claim.cluster(), now, window),
                whole,
                Instant.ofEpochMilli(planned),
                now);
    }
}
