package io.rollcall;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The service's own database, seen from behind.
final class OperationTable {
    private final Connector connector;

    /// Opens a connection for one question.
    @FunctionalInterface
    interface Connector {
        Connection connect() throws SQLException;
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// @param token how often it was claimed
    record Row(String id, String cluster, String requestId, String state, long token) {
        boolean ended() {
            return !state.equals("queued") && !state.equals("running") && !state.equals("held");
        }
    }

    OperationTable(Connector connector) {
        this.connector = connector;
    }

    private <T> List<T> list(String sql, RowReader<T> reader) throws SQLException {
        try (Connection connection = connector.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        }
    }

    /// All operations, in the order in which they were accepted.
    List<Row> operations() throws SQLException {
        return list(
                "select id, cluster_id, request_id, state, token from operation order by accepted_at, id",
                OperationTable::row);
    }

    /// Operations that a worker has, or had when it died.
    List<Row> running() throws SQLException {
        return list(
                "select id, cluster_id, request_id, state, token from operation where state = 'running'",
                OperationTable::row);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }

    /// Whether there are at least so many operations, and none that is not at its end; false while the database
    /// is away.
    boolean idle(int atLeast) {
        try {
            List<Row> all = operations();
            return all.size() >= atLeast && all.stream().allMatch(Row::ended);
        } catch (SQLException e) {
            return false;
        }
    }

    /// Whether a worker has one of them, or all of so many are done.
    boolean busy(int expected) {
        try {
            return !running().isEmpty() || idle(expected);
        } catch (SQLException e) {
            return false;
        }
    }

    /// The rows of an operation: what was to be done, and what became of it, done or already so being the same.
    Map<String, String> results(String operation) throws SQLException {
        Map<String, String> results = new LinkedHashMap<>();
        list(
                        "select stage, kind, action, name, outcome, number from result where operation_id = '"
                                + operation + "' order by number",
                        row -> List.of(
                                "%06d %s %s %s %s"
                                        .formatted(
                                                row.getInt(6),
                                                row.getString(1),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4)),
                                row.getString(5)))
                .forEach(row -> results.put(
                        row.getFirst(),
                        row.getLast().equals("applied") || row.getLast().equals("already_so")
                                ? "done"
                                : row.getLast()));
        return results;
    }

    /// What an operation really changed.
    long applied(String operation) throws SQLException {
        return count("result where operation_id = '" + operation + "' and outcome = 'applied'");
    }

    long count(String fromAndWhere) throws SQLException {
        return list("select count(*) from " + fromAndWhere, row -> row.getLong(1))
                .getFirst();
    }
}
