package io.rollcall.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Some rows of a plan.
public record ChangeListJson(
        List<ChangeJson> changes, @Nullable String nextMarker) implements PageJson<ChangeJson> {
    @Override
    public List<ChangeJson> rows() {
        return changes;
    }

    /// What would change in the clusters that the caller may see, by the newest plan of each that was not carried
    /// out.
    ///
    /// @param unplanned which clusters no row can be about; null behind the first page
    public record Differences(
            List<Difference> differences,
            @Nullable Unplanned unplanned,
            @Nullable String nextMarker) implements PageJson<ChangeListJson.Difference> {
        @Override
        public List<Difference> rows() {
            return differences;
        }
    }

    /// A row of a plan, with the cluster that it is about.
    ///
    /// @param operationId the operation that made the plan
    /// @param isHeld whether the plan waits for a person
    public record Difference(
            String clusterId,
            String clusterName,
            String operationId,
            Instant plannedAt,
            boolean isHeld,
            long number,
            String stage,
            Word<Kind> kind,
            String name,
            Word<Action> action,
            Map<String, Object> before,
            Map<String, Object> after,
            @Nullable String reason)
            implements RowJson {}

    /// The clusters that are not known to be in sync and have no plan.
    ///
    /// @param clusters the first of them
    public record Unplanned(int count, List<Place> clusters) {}

    /// A cluster by its names.
    public record Place(String clusterId, String clusterName) {}
}
