package io.rollcall.operation.lease;

import io.rollcall.operation.model.OperationId;
import java.io.Serial;

/// Another worker has the operation now. The worker that gets this exception stops at once and writes nothing
/// more.
public final class LeaseLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LeaseLostException(OperationId operation) {
        super("the lease on operation " + operation + " is lost");
    }
}
