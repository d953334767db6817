package io.rollcall.operation.model;

import java.util.Locale;

/// The state of an operation (R30).
public enum OperationState {
    /// Accepted; no worker has it yet.
    QUEUED,
    /// A worker has it.
    RUNNING,
    /// Planned, but the guard demands a person's release first; nothing was written.
    HELD,
    /// Done, without a failure.
    COMPLETED,
    /// Done; what failed is among the results.
    COMPLETED_WITH_ERRORS,
    /// Not done: a server did not answer, or a defect.
    FAILED,
    /// Stopped by a caller at a safe point; what was written stays.
    CANCELLED,
    /// Held, and then replaced by a new request.
    SUPERSEDED;

    /// As the API and the database spell it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static OperationState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// Whether the operation counts as running: the cluster accepts no other one (R8, R27).
    public boolean active() {
        return this == QUEUED || this == RUNNING;
    }

    /// Whether the operation can never change again.
    public boolean ended() {
        return switch (this) {
            case QUEUED, RUNNING, HELD -> false;
            case COMPLETED, COMPLETED_WITH_ERRORS, FAILED, CANCELLED, SUPERSEDED -> true;
        };
    }
}
