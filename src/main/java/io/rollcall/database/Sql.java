package io.rollcall.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A statement with its parameters bound by position: the few lines around JDBC that every query would repeat.
public final class Sql {
    /// Makes a value from one row.
    @FunctionalInterface
    public interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }

    /// Rows that the driver holds at a time: a plan of a million rows is never held as a whole.
    private static final int FETCH = 1_000;

    private Sql() {}

    /// Runs an insert, update or delete and says how many rows it touched.
    public static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /// Processes one row.
    @FunctionalInterface
    public interface Look {
        void at(ResultSet row) throws SQLException;
    }

    /// Processes one row after the other, and stores none.
    public static void each(Connection connection, String sql, Look look, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                look.at(rows);
            }
        }
    }

    public static <T> List<T> list(Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.from(rows));
            }
            return found;
        }
    }

    public static <T> Optional<T> first(Connection connection, String sql, Row<T> row, @Nullable Object... parameters)
            throws SQLException {
        return list(connection, sql, row, parameters).stream().findFirst();
    }

    /// Runs the same statement for many rows of parameters.
    public static void batch(Connection connection, String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    public static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static PreparedStatement bind(Connection connection, String sql, @Nullable Object[] parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setFetchSize(FETCH);
            set(statement, parameters);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, stored(parameters[i]));
        }
    }

    private static @Nullable Object stored(@Nullable Object value) {
        return switch (value) {
            case Boolean flag -> flag ? 1 : 0;
            case String text -> stored(text);
            case null, default -> value;
        };
    }

    /// The parameter of `like ? escape '!'` that finds what contains a text.
    public static String containing(String text) {
        return "%" + text.replaceAll("[!%_]", "!$0") + "%";
    }

    /// A text as it is stored: PostgreSQL's text cannot hold NUL, and a server's message may.
    public static String stored(String text) {
        return text.indexOf('\0') >= 0 ? text.replace('\0', '\uFFFD') : text;
    }
}
