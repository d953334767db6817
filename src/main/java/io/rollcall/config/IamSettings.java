package io.rollcall.config;

import io.rollcall.iam.keystone.KeystoneSettings;
import java.nio.file.Path;

/// Where identities come from, and how callers are authorized.
///
/// @param authorization how the IAM authorizes callers
public record IamSettings(Source source, Authorization authorization) {
    /// Where identities come from.
    public sealed interface Source {}

    /// The file IAM.
    ///
    /// @param readable whether others on this machine may read the secrets in it
    public record InFile(Path file, boolean readable) implements Source {
        /// With secrets that only this server may read.
        public InFile(Path file) {
            this(file, false);
        }
    }

    /// An IAM that is reached over HTTP.
    public record OverHttp(KeystoneSettings settings) implements Source {}

    /// R10.
    public enum Authorization {
        /// Callers need the action, by the roles and policies of their groups.
        ROLE_BASED,
        /// Authenticated callers need no further permission.
        IDENTITY_POLICY_BASED
    }
}
