package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A token that the IAM issued to a user for one project.
///
/// @param user the owner of the token
/// @param project the only project in which it is valid
/// @param expires the instant from which on it is invalid
/// @param powers which of its user's rights it carries
/// @param mfa whether its user logged in with a second factor; null if the IAM does not say
public record Token(
        IamId user,
        ProjectId project,
        Instant expires,
        Powers powers,
        @Nullable Boolean mfa) {
    /// A token that carries all rights of its user.
    public Token(IamId user, ProjectId project, Instant expires) {
        this(user, project, expires, new Powers.OfUser(), null);
    }
}
