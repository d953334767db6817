package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of the whole service in numbers, for its metrics.
///
/// @param unfinished how many operations are queued, running and held
/// @param oldestQueued how long the operation waits that has waited longest for a worker; zero when none waits
public record Statistics(Map<OperationState, Integer> unfinished, Duration oldestQueued, List<OfCluster> clusters) {
    public Statistics {
        unfinished = Map.copyOf(unfinished);
        clusters = List.copyOf(clusters);
    }

    /// One cluster that has been synchronized before.
    ///
    /// @param watched whether anything was asked for and not cancelled, so that the cluster is compared
    /// @param users users in the Manager because of a synchronization
    /// @param groups the same of groups
    /// @param verifiedAt when IAM and Manager were last found equal; null: never
    /// @param comparedAt when they were last compared; null: never
    /// @param doubtful whether IAM or Manager did not answer since
    /// @param differing additions, changes and removals that the last comparison found
    /// @param refused what it found to be impossible
    /// @param held whether a plan is held
    /// @param succeeded when an operation of each action last completed, with or without refusals
    public record OfCluster(
            ClusterId cluster,
            boolean watched,
            int users,
            int groups,
            @Nullable Instant verifiedAt,
            @Nullable Instant comparedAt,
            boolean doubtful,
            Map<String, Integer> differing,
            int refused,
            boolean held,
            Map<Operation.Action, Instant> succeeded) {
        public OfCluster {
            differing = Map.copyOf(differing);
            succeeded = Map.copyOf(succeeded);
        }
    }
}
