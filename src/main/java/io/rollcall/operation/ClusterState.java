package io.rollcall.operation;

import java.sql.Connection;
import java.sql.SQLException;

/// What the documented status calls need to know of a cluster (decision 28). All methods run inside the
/// caller's transaction.
final class ClusterState {
    private ClusterState() {}

    /// What the status calls answer from now on. A dry run changes nothing about them.
    ///
    /// @param settled whether the operation was carried out without failures
    static void settle(Connection connection, Claim claim, boolean settled, long now) throws SQLException {
        if (claim.dryRun()) {
            return;
        }
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                select cluster_id, id, everything, ?, 0, ?, 0 from operation where id = ?
                on conflict (id) do update set last_operation = excluded.last_operation,
                    everything = excluded.everything, settled = excluded.settled, drifted = 0,
                    checked_at = excluded.checked_at
                """, settled, now, claim.operation().value());
    }

    /// Keeps how many users a good read of the IAM listed (decision 23).
    static void saveGoodUsers(Connection connection, Claim claim, int users) throws SQLException {
        Sql.update(connection, """
                insert into cluster (id, last_operation, everything, settled, drifted, checked_at, last_good_users)
                values (?, ?, 0, 0, 0, 0, ?)
                on conflict (id) do update set last_good_users = excluded.last_good_users
                """, claim.cluster().value(), claim.operation().value(), users);
    }
}
