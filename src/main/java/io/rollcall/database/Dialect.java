package io.rollcall.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The few differences between the SQL of the two databases.
public enum Dialect {
    // The process that owns the folder of an embedded database holds its lock.
    SQLITE("") {
        public @Override boolean replicaConnected(Connection connection) {
            return false;
        }

        public @Override void lock(Connection connection, List<String> tables) {}

        public @Override int endStopped(Connection connection) {
            return 0;
        }
    },
    POSTGRESQL(" for update skip locked") {
        public @Override boolean replicaConnected(Connection connection) throws SQLException {
            return Sql.first(
                            connection,
                            "select 1 from pg_stat_activity"
                                    + " where datname = current_database() and application_name = ? limit 1",
                            row -> true,
                            Pools.REPLICA)
                    .isPresent();
        }

        public @Override void lock(Connection connection, List<String> tables) throws SQLException {
            int ignored =
                    Sql.update(connection, "lock table " + String.join(", ", tables) + " in access exclusive mode");
        }

        public @Override int endStopped(Connection connection) throws SQLException {
            return Sql.list(
                            connection,
                            """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and usename = current_user and application_name = '%s'
                    and state in ('active', 'idle in transaction', 'idle in transaction (aborted)')
                    and wait_event = 'ClientRead' and state_change < clock_timestamp() - interval '%d seconds'
                    """.formatted(Pools.REPLICA, LONGEST_SILENCE.toSeconds()),
                            row -> row.getBoolean(1))
                    .size();
        }
    };

    /// No running replica is silent for so long within a transaction.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final String skipLocked;

    Dialect(String skipLocked) {
        this.skipLocked = skipLocked;
    }

    /// Whether a replica runs on this database, as far as its server knows.
    public abstract boolean replicaConnected(Connection connection) throws SQLException;

    /// Locks these tables against all other transactions until this transaction ends.
    public abstract void lock(Connection connection, List<String> tables) throws SQLException;

    /// Ends the transactions of replicas that were stopped in the middle of them, also in the middle of a batch:
    /// the network does not close their connections, and the server would hold their locks against the replica
    /// that takes over.
    ///
    /// @return how many there were
    public abstract int endStopped(Connection connection) throws SQLException;

    /// Follows a `select` of rows of which other transactions may take some at this moment: those are skipped.
    public String skipLocked() {
        return skipLocked;
    }
}
