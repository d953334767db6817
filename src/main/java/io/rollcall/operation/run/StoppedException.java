package io.rollcall.operation.run;

import java.io.Serial;

/// A caller requested a stop of the operation, and this is a safe point.
final class StoppedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;
}
