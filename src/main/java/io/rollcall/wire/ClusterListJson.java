package io.rollcall.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The clusters of a project that the caller may see.
public record ClusterListJson(List<Row> clusters, @Nullable String nextMarker)
        implements PageJson<ClusterListJson.Row> {
    @Override
    public List<Row> rows() {
        return clusters;
    }

    /// One cluster.
    ///
    /// @param state whether IAM and Manager agree about what was asked for
    /// @param reason why they differ, or why it is not known; null when they agree
    /// @param extent how much was asked for
    /// @param verifiedAt when a comparison last found them equal; null if something has changed since
    /// @param comparedAt when they were last compared; null if never
    /// @param differences what that comparison found; null if there was none
    /// @param lastRun the last operation that was no dry run; null if there was none
    /// @param heldOperationId the operation whose plan waits for a person; null if none does
    /// @param nextRunAt when the schedule starts the next run; null without a schedule
    /// @param allowedActions what the caller may do with it
    public record Row(
            String clusterId,
            String clusterName,
            Word<State> state,
            @Nullable String reason,
            boolean isSynchronizing,
            Word<StateJson.Extent> extent,
            @Nullable Instant verifiedAt,
            @Nullable Instant comparedAt,
            @Nullable Differences differences,
            @Nullable LastRun lastRun,
            @Nullable String heldOperationId,
            @Nullable Instant nextRunAt,
            Health health,
            List<String> allowedActions) {}

    /// Whether IAM and Manager agree.
    public enum State {
        IN_SYNC,
        DIFFERS,
        UNKNOWN
    }

    /// Lines of the plan that would make them equal.
    ///
    /// @param refusals the first of those that cannot be done
    public record Differences(int added, int changed, int removed, int refused, List<StateJson.Refusal> refusals) {}

    /// A run.
    public record LastRun(
            String operationId,
            Word<OperationJson.Action> action,
            Word<OperationJson.State> state,
            Instant acceptedAt,
            @Nullable Instant finishedAt) {}

    /// The servers behind a cluster.
    ///
    /// @param kdc null where no realm is kept
    public record Health(
            Server iam, Server directory, @Nullable Server kdc) {}

    /// Whether a server answers.
    ///
    /// @param reason why it does not; null while it does
    /// @param checkedAt when that was found out; null if it is not known
    public record Server(
            Word<ReadyJson.Check> state,
            @Nullable String reason,
            @Nullable Instant checkedAt) {}
}
