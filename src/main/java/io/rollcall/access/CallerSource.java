package io.rollcall.access;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import java.util.Optional;

/// An IAM as the API sees it: which credential belongs to which user, and which rights that user has.
///
/// Thread-safe. Every call has a deadline of its own.
public interface CallerSource {
    /// The key with that public half; empty if there is none. Whether its user may sign in is answered by
    /// [#caller], after the check of the signature: the time of this call must not tell an unauthenticated client
    /// which keys exist.
    ///
    /// @throws UnavailableException when the IAM does not answer: then the caller must not guess (R9)
    Optional<AccessKey> accessKey(String access) throws UnavailableException;

    /// What a project-scoped token stands for; empty if the IAM did not issue it, or has revoked it. An expired
    /// token may still be returned, so that its owner learns why it is refused.
    ///
    /// @throws UnavailableException when the IAM does not answer: then the caller must not guess (R9)
    Optional<Token> token(Secret token) throws UnavailableException;

    /// The user as a caller in that project; empty if the user is unknown or disabled, or the project does not
    /// belong to the user's account.
    ///
    /// @param powers which of the user's rights the credential carries
    /// @throws UnavailableException when the IAM does not answer
    Optional<Caller> caller(IamId user, ProjectId project, Powers powers) throws UnavailableException;

    /// Why there is no such [#caller], for the caller to read.
    ///
    /// @throws UnavailableException when the IAM does not answer
    default NoCaller whyNoCaller(IamId user, ProjectId project) throws UnavailableException {
        return NoCaller.UNKNOWN;
    }
}
