package io.rollcall.operation;

import java.io.Serial;

/// The database refused, or is not there. Nothing of the transaction was written.
public final class DatabaseException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseException(Throwable cause) {
        super("the database refused: " + cause.getMessage(), cause);
    }
}
