package io.rollcall.config;

import java.nio.file.Path;

/// The identity source.
///
/// @param file the file IAM
/// @param authorization how the IAM authorizes callers
public record IamSettings(Path file, Authorization authorization) {
    /// Decision 10.
    public enum Authorization {
        /// Callers need the action, by the roles and policies of their groups.
        ROLE_BASED,
        /// Authenticated callers need no further permission.
        IDENTITY_POLICY_BASED
    }
}
