package io.rollcall.operation.model;

import io.rollcall.cluster.ClusterId;
import java.time.Instant;

/// The newest plan of a cluster that was made and not carried out: a dry run for everybody, or a plan that is held.
///
/// @param operation the one that made it
/// @param held whether it waits for a person
public record StoredPlan(ClusterId cluster, OperationId operation, Instant plannedAt, boolean held) {}
