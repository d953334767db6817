package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import java.util.Optional;

/// An IAM as the API asks it: which credential belongs to which user, and which rights that user has.
///
/// Thread-safe. Every call has a deadline of its own.
public interface CallerSource {
    /// The key with that public half; empty if there is none. Whether its user may sign in is said by [#caller],
    /// behind the check of the signature: how long this takes must not tell a stranger which keys there are.
    ///
    /// @throws UnavailableException when the IAM cannot be asked now: then nobody may guess (decision 9)
    Optional<AccessKey> accessKey(String access) throws UnavailableException;

    /// What a project-scoped token stands for; empty if the IAM did not issue it, or has revoked it. An
    /// expired one may still be told, so that its owner learns why it is refused.
    ///
    /// @throws UnavailableException when the IAM cannot be asked now: then nobody may guess (decision 9)
    Optional<Token> token(Secret token) throws UnavailableException;

    /// The user as a caller in that project; empty if the user is unknown or disabled, or the project is not
    /// one of the user's account.
    ///
    /// @param powers what the credential carries of the user's rights
    /// @throws UnavailableException when the IAM cannot be asked now
    Optional<Caller> caller(IamId user, ProjectId project, Powers powers) throws UnavailableException;

    /// Why there is no such [#caller], for the caller to read.
    ///
    /// @throws UnavailableException when the IAM cannot be asked now
    default NoCaller whyNoCaller(IamId user, ProjectId project) throws UnavailableException {
        return NoCaller.UNKNOWN;
    }
}
