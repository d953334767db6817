package io.rollcall.database;

import java.io.Serial;
import java.sql.SQLException;

/// The database refused, or is not there. Nothing of the transaction was written.
public final class DatabaseException extends RuntimeException {
    private static final int SQLITE_CONSTRAINT = 19;
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    @Serial
    private static final long serialVersionUID = 1L;

    public DatabaseException(Throwable cause) {
        super("the database refused: " + cause.getMessage(), cause);
    }

    /// Whether the database undid the transaction for the sake of another one: doing it again is all there is to
    /// do.
    boolean gaveWay() {
        return getCause() instanceof SQLException e
                && (SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState()));
    }

    /// Whether a rule of the schema was violated.
    static boolean isViolation(SQLException e) {
        return e.getErrorCode() == SQLITE_CONSTRAINT
                || String.valueOf(e.getSQLState()).startsWith("23");
    }

    /// Whether somebody else wrote what was about to be written: trying again with a new look may succeed.
    public boolean isConflict() {
        return getCause() instanceof SQLException e && isViolation(e);
    }
}
