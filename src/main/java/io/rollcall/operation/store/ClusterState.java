package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Sql;
import io.rollcall.operation.lease.Claim;
import io.rollcall.operation.model.Verdict;
import io.rollcall.operation.stored.StoredJson;
import io.rollcall.sync.plan.Comparison;
import io.rollcall.sync.plan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the documented status calls need to know of a cluster (R28). All methods run inside the
/// caller's transaction.
public final class ClusterState {
    /// How many refusals of a comparison are stored.
    static final int MOST_REFUSALS = 20;

    private ClusterState() {}

    /// How long a comparison is valid.
    public static Duration window(Duration driftInterval) {
        return driftInterval.multipliedBy(3);
    }

    /// Whether a recent comparison found the cluster as it should be, and nothing has cast doubt on that since.
    public static boolean sound(Connection connection, ClusterId cluster, long now, Duration window)
            throws SQLException {
        return Sql.first(
                        connection, """
                        select 1 from cluster where id = ? and drifted = 0 and doubt is null and verified_at between ? and ?
                        """, row -> true, cluster.value(), now - window.toMillis(), now + window.toMillis())
                .isPresent();
    }

    /// Makes sure that the cluster has a row.
    static void ensure(Connection connection, Claim claim) throws SQLException {
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                values (?, ?, 0, 0, 0, 0, 0) on conflict do nothing
                """, claim.cluster().value(), claim.operation().value());
    }

    /// What the status calls answer after an operation. A dry run changes nothing about them.
    static void ended(Connection connection, Claim claim, Verdict verdict, long now) throws SQLException {
        if (claim.dryRun()) {
            return;
        }
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                select cluster_id, id, everything, 0, 0, ?, 0 from operation where id = ?
                on conflict (id) do update set last_operation = excluded.last_operation,
                    everything = excluded.everything
                """, now, claim.operation().value());
        switch (verdict) {
            case Verdict.Unchanged _ -> {}
            case Verdict.Compared(Comparison found, long at) -> compared(connection, claim.cluster(), found, at, now);
            // Compared again as soon as possible.
            case Verdict.Doubt(String because) ->
                Sql.update(connection, """
                    update cluster set settled = 0, verified_at = 0, checked_at = 0, doubt = ?, doubt_since = ?
                    where id = ?
                    """, because, now, claim.cluster().value());
        }
    }

    /// Stores what a comparison found. 'settled' is for replicas of an older version.
    public static void compared(Connection connection, ClusterId cluster, Comparison found, long at, long now)
            throws SQLException {
        boolean equal = found.equal();
        Sql.update(
                connection,
                """
                update cluster set settled = ?, drifted = ?, verified_at = case when ? = 1 then ? else verified_at end,
                    compared_at = ?, added = ?, changed = ?, removed = ?, refused = ?, refusals = ?,
                    doubt = null, doubt_since = null, checked_at = ?
                where id = ?
                """,
                equal,
                !equal,
                equal,
                at,
                at,
                found.added(),
                found.changed(),
                found.removed(),
                found.refusals().size(),
                StoredJson.write(found.refusals().stream()
                        .limit(MOST_REFUSALS)
                        .map(ClusterState::row)
                        .toList()),
                now,
                cluster.value());
        ScopeStore.replace(connection, cluster, ScopeStore.load(connection, cluster), found.scope());
    }

    private static Map<String, String> row(Refusal refusal) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("kind", refusal.kind().word());
        row.put("name", refusal.name());
        row.put("reason", refusal.detail());
        return row;
    }

    /// Records that IAM or Manager did not answer. The last comparison stays valid within its window; the time of
    /// the first of several failures is stored.
    public static void notAsked(
            Connection connection, ClusterId cluster, String lastOperation, String because, long now)
            throws SQLException {
        Sql.update(connection, """
                update cluster set doubt = ?, doubt_since = coalesce(doubt_since, ?)
                where id = ? and last_operation = ? and (doubt is null or doubt <> ?)
                """, because, now, cluster.value(), lastOperation, because);
    }

    /// Stores how many users a good read of the IAM listed (R23).
    static void saveGoodUsers(Connection connection, Claim claim, int users) throws SQLException {
        ensure(connection, claim);
        Sql.update(
                connection,
                "update cluster set last_good_users = ? where id = ?",
                users,
                claim.cluster().value());
    }
}
