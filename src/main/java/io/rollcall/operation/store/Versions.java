package io.rollcall.operation.store;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Numbers that grow with every transaction that changes what is owned in a cluster, or which POSIX numbers a
/// directory has given. What was read with the same numbers is still true, and of the last changes it is known
/// which users and groups they are about. All methods run inside the caller's transaction.
///
/// @param ownership of one cluster
/// @param numbers of one directory
record Versions(long ownership, long numbers) {
    /// The versions of a subject whose changes are remembered. A process that is further behind reads everything.
    private static final int KEPT = 20;

    /// Reading so many users and groups by their ids costs no less than reading all of them.
    private static final int MOST = 500;

    static Versions of(Connection connection, ClusterId cluster, String directory) throws SQLException {
        return new Versions(number(connection, owned(cluster)), number(connection, given(directory)));
    }

    private static long number(Connection connection, String subject) throws SQLException {
        return Sql.first(connection, "select number from version where subject = ?", row -> row.getLong(1), subject)
                .orElse(0L);
    }

    /// Has to be called in each transaction that changes what is owned in the cluster.
    ///
    /// @param ids the users and groups of which it changes
    static void ownershipChanges(Connection connection, ClusterId cluster, Set<IamId> ids) throws SQLException {
        raise(connection, owned(cluster), ids);
    }

    /// Has to be called in each transaction that changes the numbers that the directory has given.
    ///
    /// @param ids the users and groups whose numbers change, and refused numbers as texts; null when they are not
    ///     known
    static void numbersChange(Connection connection, String directory, @Nullable Set<IamId> ids) throws SQLException {
        raise(connection, given(directory), ids);
    }

    private static void raise(Connection connection, String subject, @Nullable Set<IamId> ids) throws SQLException {
        long number = Sql.first(connection, """
                        insert into version (subject, number) values (?, 1)
                        on conflict (subject) do update set number = version.number + 1
                        returning number
                        """, row -> row.getLong(1), subject).orElseThrow();
        Sql.update(connection, "delete from version_change where subject = ? and number <= ?", subject, number - KEPT);
        Sql.update(
                connection,
                "insert into version_change (subject, number, ids) values (?, ?, ?)",
                subject,
                number,
                ids == null || ids.size() > MOST
                        ? null
                        : ids.stream().map(IamId::value).collect(Collectors.joining("\n")));
    }

    /// The users and groups of which the ownership has changed since older versions; empty when that is not known,
    /// or they are too many.
    Optional<Set<IamId>> ownersSince(Connection connection, ClusterId cluster, Versions older) throws SQLException {
        return since(connection, owned(cluster), older.ownership, ownership);
    }

    /// The users, groups and refused numbers that have changed since older versions, likewise.
    Optional<Set<IamId>> numberedSince(Connection connection, String directory, Versions older) throws SQLException {
        return since(connection, given(directory), older.numbers, numbers);
    }

    private static Optional<Set<IamId>> since(Connection connection, String subject, long older, long newer)
            throws SQLException {
        List<Optional<String>> changes = newer - older > KEPT
                ? List.of()
                : Sql.list(
                        connection,
                        "select ids from version_change where subject = ? and number > ? and number <= ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        subject,
                        older,
                        newer);
        // A replica of a former release leaves gaps.
        if (changes.size() != newer - older || !changes.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        Set<IamId> ids = new HashSet<>();
        changes.forEach(change -> change.orElseThrow().lines().map(IamId::new).forEach(ids::add));
        return ids.size() > MOST ? Optional.empty() : Optional.of(ids);
    }

    private static String owned(ClusterId cluster) {
        return "cluster " + cluster.value();
    }

    private static String given(String directory) {
        return "numbers " + directory;
    }
}
