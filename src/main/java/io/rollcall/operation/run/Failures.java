package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.model.Operation;
import java.time.Duration;

/// Which documented error an operation ends with (decision 7; contract, 2.4).
public final class Failures {
    /// Ours to mend; the log has the details.
    public static final Operation.Failure DEFECT = new Operation.Failure("12000004", "Internal server error.");

    /// Nothing moved, and nothing said why: every call to a server has a deadline of its own.
    static Operation.Failure stalled(String stage, Duration silence) {
        return new Operation.Failure(
                DEFECT.code(),
                DEFECT.message() + " Nothing moved for " + silence.toSeconds() + " s in the stage '" + stage + "'.");
    }

    /// Whoever took the operation up, so often, died of it.
    static Operation.Failure deadly(int attempts) {
        return new Operation.Failure(
                DEFECT.code(),
                DEFECT.message() + " " + attempts + " attempts broke off before anything was done, as if the server had"
                        + " died of this operation.");
    }

    private Failures() {}

    static Operation.Failure of(UnavailableException e) {
        return switch (e.part()) {
            case IAM_GROUP -> new Operation.Failure("12000156", "Failed to query Iam group: " + e.getMessage());
            case IAM_USER -> new Operation.Failure("12000157", "Failed to query Iam user or role: " + e.getMessage());
            case MANAGER_USER -> new Operation.Failure("12000163", "Failed to query Manager user: " + e.getMessage());
            case MANAGER_GROUP ->
                new Operation.Failure("12000164", "Failed to query Manager user group: " + e.getMessage());
        };
    }
}
