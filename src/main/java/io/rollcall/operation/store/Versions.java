package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// Numbers that grow with every transaction that changes what is owned in a cluster, or which POSIX numbers a
/// directory has given. What was read with the same numbers is still true. All methods run inside the caller's
/// transaction.
///
/// @param ownership of one cluster
/// @param numbers of one directory
record Versions(long ownership, long numbers) {
    static Versions of(Connection connection, ClusterId cluster, String directory) throws SQLException {
        return new Versions(number(connection, owned(cluster)), number(connection, given(directory)));
    }

    private static long number(Connection connection, String subject) throws SQLException {
        return Sql.first(connection, "select number from version where subject = ?", row -> row.getLong(1), subject)
                .orElse(0L);
    }

    /// Has to be called in each transaction that changes what is owned in the cluster.
    static void ownershipChanges(Connection connection, ClusterId cluster) throws SQLException {
        raise(connection, owned(cluster));
    }

    /// Has to be called in each transaction that changes the numbers that the directory has given.
    static void numbersChange(Connection connection, String directory) throws SQLException {
        raise(connection, given(directory));
    }

    private static void raise(Connection connection, String subject) throws SQLException {
        Sql.update(connection, """
                insert into version (subject, number) values (?, 1)
                on conflict (subject) do update set number = version.number + 1
                """, subject);
    }

    private static String owned(ClusterId cluster) {
        return "cluster " + cluster.value();
    }

    private static String given(String directory) {
        return "numbers " + directory;
    }
}
