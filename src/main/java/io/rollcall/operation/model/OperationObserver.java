package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Is told what becomes of operations and clusters in this process, after it has been stored: for metrics and
/// notifications. Of several replicas the one that did the work is told, so each event is told once, or never if
/// the process dies at that moment. The methods return at once and throw nothing; they are called by many threads.
public interface OperationObserver {
    /// Hears nothing.
    OperationObserver NONE = new OperationObserver() {
        @Override
        public void ended(Ended ended) {}

        @Override
        public void held(ClusterId cluster, OperationId operation, List<String> reasons) {}

        @Override
        public void drifted(ClusterId cluster, @Nullable Drift drift) {}

        @Override
        public void takenOver(ClusterId cluster, OperationId operation) {}
    };

    /// The end of an operation.
    ///
    /// @param full whether all users and groups were asked for
    /// @param took from the request to the end, the time in the queue included
    /// @param failure only of a failed operation
    record Ended(
            ClusterId cluster,
            OperationId operation,
            Operation.Action action,
            boolean full,
            boolean dryRun,
            OperationState state,
            Duration took,
            Operation.@Nullable Failure failure) {}

    /// What a comparison of IAM and Manager found to be different.
    record Drift(int added, int changed, int removed, int refused) {}

    void ended(Ended ended);

    /// The guard holds a plan.
    ///
    /// @param reasons which limits, with what numbers
    void held(ClusterId cluster, OperationId operation, List<String> reasons);

    /// A drift check found that a cluster that was in sync no longer is, or the reverse.
    ///
    /// @param drift null when it is in sync again
    void drifted(ClusterId cluster, @Nullable Drift drift);

    /// A worker has taken up an operation that another one had begun.
    void takenOver(ClusterId cluster, OperationId operation);
}
