package io.rollcall.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The little in which the SQL of the two databases differs.
enum Dialect {
    // Whoever has the folder of an embedded database has its lock.
    SQLITE("", "select 0") {
        @Override
        void lock(Connection connection, List<String> tables) {}
    },
    POSTGRESQL(
            " for update skip locked",
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = '"
                    + Pools.REPLICA + "'") {
        @Override
        void lock(Connection connection, List<String> tables) throws SQLException {
            int ignored =
                    Sql.update(connection, "lock table " + String.join(", ", tables) + " in access exclusive mode");
        }
    };

    private final String skipLocked;
    private final String replicaConnections;

    Dialect(String skipLocked, String replicaConnections) {
        this.skipLocked = skipLocked;
        this.replicaConnections = replicaConnections;
    }

    /// Keeps everybody else away from these tables until the transaction ends.
    abstract void lock(Connection connection, List<String> tables) throws SQLException;

    /// Counts the connections of running replicas.
    String replicaConnections() {
        return replicaConnections;
    }

    /// What follows a `select` of rows of which others may take some at this moment: those are passed over.
    String skipLocked() {
        return skipLocked;
    }
}
