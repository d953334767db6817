package io.rollcall.operation.lease;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Database;
import io.rollcall.database.Sql;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.scope.Command;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Assigns operations to workers: an operation is claimed with a lease and a token that only grows. An operation
/// whose lease is not renewed can be claimed by any worker, and then the old token is invalid. Thread-safe.
public final class Leases {
    private final Database database;
    private final InstantSource clock;
    private final String owner;
    private final Duration length;

    public Leases(Database database, InstantSource clock, String owner, Duration length) {
        this.database = database;
        this.clock = clock;
        this.owner = owner;
        this.length = length;
    }

    public Duration length() {
        return length;
    }

    /// Claims the operation that has waited longest, if there is a free one. Dry runs come last: no number of them
    /// delays a real operation.
    public Optional<Claim> claim() {
        // Nearly always there is nothing to claim, and reading costs less than writing.
        if (!database.read(this::anythingToClaim)) {
            return Optional.empty();
        }
        return claimBehind(connection -> true).claim();
    }

    /// What a transaction came to, and the operation that it claimed at its end.
    public record Claimed<T>(T result, Optional<Claim> claim) {}

    /// Does other work and claims as [#claim] in one transaction, so that the disk is waited for once.
    public <T> Claimed<T> claimBehind(Database.Work<T> work) {
        TrustWindow.Start start = TrustWindow.Start.now(clock);
        return database.write(connection -> {
            T result = work.with(connection);
            return new Claimed<>(result, claim(connection, start));
        });
    }

    /// The candidate comes from a snapshot that may be old by the time the row is locked: so it is checked twice.
    private Optional<Claim> claim(Connection connection, TrustWindow.Start start) throws SQLException {
        long now = database.now(connection, clock);
        return Sql.first(
                connection,
                """
                update operation
                set state = 'running', owner = ?, token = token + 1, attempts = attempts + 1, lease_until = ?,
                    started_at = coalesce(started_at, ?),
                    stage = case when planned_at is null or released = 'asked' then ? else stage end
                where id = (select id from operation
                            where state in ('queued', 'running') and lease_until <= ?
                            order by dry_run, accepted_at, id limit 1%s)
                and state in ('queued', 'running') and lease_until <= ?
                returning id, cluster_id, command, dry_run, planned_at, released, token, attempts
                """.formatted(database.dialect().skipLocked()),
                row -> claim(row, new TrustWindow(clock, length, start)),
                owner,
                now + length.toMillis(),
                now,
                Activity.PLANNING.word(),
                now,
                now);
    }

    private boolean anythingToClaim(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        "select 1 from operation where state in ('queued', 'running') and lease_until <= ? limit 1",
                        row -> true,
                        database.now(connection, clock))
                .isPresent();
    }

    private static Claim claim(ResultSet row, TrustWindow trustWindow) throws SQLException {
        return new Claim(
                new OperationId(row.getString("id")),
                new ClusterId(row.getString("cluster_id")),
                StoredJson.read(row.getString("command"), Command.class),
                row.getInt("dry_run") == 1,
                Sql.nullableLong(row, "planned_at") != null,
                Claim.Release.of(row.getString("released")),
                row.getLong("token"),
                row.getInt("attempts"),
                trustWindow);
    }

    /// Extends a claim by another lease.
    ///
    /// @return false when another worker has it
    public boolean renew(Claim claim) {
        TrustWindow.Start start = TrustWindow.Start.now(clock);
        boolean renewed = database.write(connection -> Sql.update(
                        connection,
                        "update operation set lease_until = ? where id = ? and token = ? and state = 'running'",
                        database.now(connection, clock) + length.toMillis(),
                        claim.operation().value(),
                        claim.token())
                == 1);
        if (renewed) {
            claim.trustWindow().renewed(start);
        }
        return renewed;
    }

    /// Gives a claim back, so that any worker can continue at once.
    public void giveUp(Claim claim) {
        database.change(
                connection -> Sql.update(connection, """
                update operation set lease_until = 0, attempts = case when attempts > 0 then attempts - 1 else 0 end
                where id = ? and token = ? and state = 'running'
                """, claim.operation().value(), claim.token()));
    }

    /// Ends transactions of stopped replicas, so that they do not hold their locks.
    ///
    /// @return how many transactions were ended
    public int endStopped() {
        return database.read(database.dialect()::endStopped);
    }

    /// Ends all leases at the start of a process that is alone on its database: the process that held them is
    /// dead.
    public void endAll() {
        database.change(connection ->
                Sql.update(connection, "update operation set lease_until = 0 where state in ('queued', 'running')"));
    }
}
