package io.rollcall.operation;

import java.io.Serial;
import java.sql.SQLException;

/// The database refused, or is not there. Nothing of the transaction was written.
public final class DatabaseException extends RuntimeException {
    private static final int SQLITE_CONSTRAINT = 19;

    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseException(Throwable cause) {
        super("the database refused: " + cause.getMessage(), cause);
    }

    /// Whether somebody else wrote what was about to be written: trying again with a new look may succeed.
    boolean isConflict() {
        return getCause() instanceof SQLException e
                && (e.getErrorCode() == SQLITE_CONSTRAINT
                        || String.valueOf(e.getSQLState()).startsWith("23"));
    }
}
