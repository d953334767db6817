package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import org.jspecify.annotations.Nullable;

/// A key with which a user signs requests.
///
/// @param access the public half
/// @param secret the half that signs
/// @param user whose key it is
/// @param project the only project in which it counts; null for any of the user's account
public record AccessKey(
        String access, Secret secret, IamId user, @Nullable ProjectId project) {
    /// One for all projects.
    public AccessKey(String access, Secret secret, IamId user) {
        this(access, secret, user, null);
    }
}
