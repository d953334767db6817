package io.rollcall.sync;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import java.time.Instant;
import java.util.Optional;

/// An IAM: the authoritative source of who there is, and the judge of who may call. Implementations may be
/// called from many threads at once; every call has a deadline of its own.
public interface IdentitySource {
    /// Reads the selected users and groups as seen from a project.
    ///
    /// For [Selection.Everything] all of them; only the members of groups whose policies mean nothing to any
    /// cluster may be missing. For [Selection.Named] at least the named users with *all* groups of theirs, and the
    /// named groups with all their member ids; what does not exist is simply absent.
    ///
    /// @param pulse is told of every answer
    /// @throws UnavailableException when the IAM cannot be asked now
    IamSnapshot read(ProjectId project, Selection selection, Pulse pulse) throws UnavailableException;

    /// Everything as seen from a project, for nothing but a comparison. It may be some seconds old, so that looks
    /// for many clusters of one account can share what they read.
    ///
    /// @param notBefore nothing that was read earlier may be taken
    /// @throws UnavailableException when the IAM cannot be asked now
    default IamSnapshot look(ProjectId project, Instant notBefore, Pulse pulse) throws UnavailableException {
        return read(project, new Selection.Everything(), pulse);
    }

    /// The key with that public half; empty if there is none. Whether its user may sign in is said by [#caller], behind
    /// the check of the signature: how long this takes must not tell a stranger which keys there are.
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
