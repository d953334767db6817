package io.rollcall.definition;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import org.jspecify.annotations.Nullable;

/// A cluster that is stored, or was, or that is or was in the configuration file of a replica.
///
/// @param project that of its callers; a cluster that is gone keeps it, because its audit stays
/// @param version differs for any two editions of any two clusters, and grows; 0 if it was never stored
/// @param text the section of the cluster, in JSON; null unless it is stored
public record Definition(
        ClusterId cluster,
        ProjectId project,
        long version,
        @Nullable String text) {}
