package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A token that the IAM issued to a user for one project.
///
/// @param user whose token it is
/// @param project the only project in which it counts
/// @param expires from then on it is worth nothing
/// @param powers what it carries of the rights of its user
/// @param mfa whether its user logged in with a second factor; null if the IAM does not say
public record Token(
        IamId user,
        ProjectId project,
        Instant expires,
        Powers powers,
        @Nullable Boolean mfa) {
    /// One that carries all rights of its user.
    public Token(IamId user, ProjectId project, Instant expires) {
        this(user, project, expires, new Powers.OfUser(), null);
    }
}
