package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import java.time.Instant;

/// A token that the IAM issued to a user for one project.
///
/// @param user whose token it is
/// @param project the only project in which it counts
/// @param expires from then on it is worth nothing
public record Token(IamId user, ProjectId project, Instant expires) {}
