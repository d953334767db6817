package io.rollcall.database;

import java.io.Serial;
import java.sql.SQLException;

/// The database refused, or does not answer. Nothing of the transaction was written.
public final class DatabaseException extends RuntimeException {
    private static final int SQLITE_CONSTRAINT = 19;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    @Serial
    private static final long serialVersionUID = 1L;

    public DatabaseException(Throwable cause) {
        super("the database refused: " + cause.getMessage(), cause);
    }

    /// Whether the database rolled the transaction back in favour of another one: it only has to be repeated.
    boolean gaveWay() {
        return getCause() instanceof SQLException e
                && (SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState()));
    }

    /// Whether a rule of the schema was violated.
    static boolean isViolation(SQLException e) {
        return e.getErrorCode() == SQLITE_CONSTRAINT
                || String.valueOf(e.getSQLState()).startsWith("23");
    }

    /// Whether another transaction wrote what was about to be written: a retry after a new read may succeed.
    public boolean isConflict() {
        return getCause() instanceof SQLException e && isViolation(e);
    }
}
