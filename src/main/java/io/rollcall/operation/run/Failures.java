package io.rollcall.operation.run;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.FailureCode;
import io.rollcall.operation.model.Operation;
import java.time.Duration;

/// Which documented error an operation ends with (R7; contract, 2.4).
public final class Failures {
    /// A defect of this program; the log has the details.
    public static final Operation.Failure DEFECT = because(FailureCode.INTERNAL, "");

    /// The configuration does not name the cluster.
    static final Operation.Failure UNKNOWN_CLUSTER = because(FailureCode.CLUSTER_UNKNOWN, "");

    private Failures() {}

    /// There was no progress for an unknown reason: every call to a server has a deadline of its own.
    static Operation.Failure stalled(Activity activity, Duration silence) {
        return because(
                FailureCode.INTERNAL,
                " Nothing moved for " + silence.toSeconds() + " s in the stage '" + activity.word() + "'.");
    }

    /// All workers that claimed the operation died.
    static Operation.Failure deadly(int attempts) {
        return because(
                FailureCode.INTERNAL,
                " " + attempts + " attempts broke off before anything was done, as if the server had died of this"
                        + " operation.");
    }

    static Operation.Failure of(UnavailableException e) {
        FailureCode code = switch (e.part()) {
            case IAM_GROUP -> FailureCode.IAM_GROUP;
            case IAM_USER -> FailureCode.IAM_USER;
            case MANAGER_USER -> FailureCode.MANAGER_USER;
            case MANAGER_GROUP -> FailureCode.MANAGER_GROUP;
        };
        String words = code.words();
        return new Operation.Failure(code, words.substring(0, words.length() - 1) + ": " + e.getMessage());
    }

    private static Operation.Failure because(FailureCode code, String reason) {
        return new Operation.Failure(code, code.words() + reason);
    }
}
