package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import org.jspecify.annotations.Nullable;

/// A key with which a user signs requests.
///
/// @param access the public half
/// @param secret the half that signs
/// @param user the owner of the key
/// @param project the only project in which it is valid; null for any project of the user's account
public record AccessKey(
        String access, Secret secret, IamId user, @Nullable ProjectId project) {
    /// A key for all projects.
    public AccessKey(String access, Secret secret, IamId user) {
        this(access, secret, user, null);
    }
}
