package io.rollcall.operation;

import io.rollcall.cluster.ClusterId;
import io.rollcall.sync.Command;
import io.rollcall.sync.ObjectKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SKELETON, the body is being written elsewhere.
@SuppressWarnings("DoNotCallSuggester")
public final class Operations {
    /// The answer to a release or a stop.
    public enum Intervention {
        DONE,
        /// There is no such operation of that cluster.
        UNKNOWN,
        /// The operation is not in a state in which that can be done.
        NOT_NOW
    }

    public Submission submit(ClusterId cluster, Command command, boolean dryRun, Requester by) {
        throw new UnsupportedOperationException();
    }

    public ClusterStatus status(ClusterId cluster) {
        throw new UnsupportedOperationException();
    }

    public Roster roster(ClusterId cluster) {
        throw new UnsupportedOperationException();
    }

    public Page<Operation> list(ClusterId cluster, int limit, @Nullable OperationId marker) {
        throw new UnsupportedOperationException();
    }

    public Optional<Operation> find(ClusterId cluster, OperationId id) {
        throw new UnsupportedOperationException();
    }

    /// Rows of plan and results; the caller has checked by find that the operation is that cluster's.
    public Page<Result> results(
            OperationId id, Result.@Nullable Outcome outcome, @Nullable ObjectKind kind, int limit, long afterNumber) {
        throw new UnsupportedOperationException();
    }

    public Intervention release(ClusterId cluster, OperationId id, Requester by) {
        throw new UnsupportedOperationException();
    }

    public Intervention stop(ClusterId cluster, OperationId id, Requester by) {
        throw new UnsupportedOperationException();
    }
}
