package io.rollcall.operation.run;

import java.io.Serial;

/// A caller asked for the operation to stop, and this is a safe point.
final class StoppedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;
}
