package io.rollcall.config;

import io.rollcall.iam.keystone.KeystoneSettings;
import java.nio.file.Path;

/// Who there is, and who may call.
///
/// @param authorization how the IAM authorizes callers
public record IamSettings(Source source, Authorization authorization) {
    /// Where identities come from.
    public sealed interface Source {}

    /// The file IAM.
    public record InFile(Path file) implements Source {}

    /// An IAM that is asked over HTTP.
    public record OverHttp(KeystoneSettings settings) implements Source {}

    /// Decision 10.
    public enum Authorization {
        /// Callers need the action, by the roles and policies of their groups.
        ROLE_BASED,
        /// Authenticated callers need no further permission.
        IDENTITY_POLICY_BASED
    }
}
