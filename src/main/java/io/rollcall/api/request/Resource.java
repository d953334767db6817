package io.rollcall.api.request;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.model.OperationId;
import java.util.Optional;

/// What a path names, once its ids and names are checked ([Route#checked]). Whether it exists is checked later.
///
/// @param cluster empty for a call about several clusters
/// @param operation empty where the path has none
/// @param user likewise
public record Resource(
        ProjectId project, Optional<ClusterId> cluster, Optional<OperationId> operation, Optional<UserName> user) {}
