package io.rollcall.database;

import java.io.Serial;

/// A backup cannot be made or restored; the message says why. Nothing was changed.
public final class StateException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }
}
