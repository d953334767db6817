package io.rollcall.operation;

import java.io.Serial;

/// Somebody else has the operation now. Whoever gets this stops at once and writes nothing more.
final class LeaseLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    LeaseLostException(OperationId operation) {
        super("the lease on operation " + operation + " is lost");
    }
}
