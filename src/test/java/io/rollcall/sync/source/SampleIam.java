package io.rollcall.sync.source;

import io.rollcall.access.AccessKey;
import io.rollcall.access.CallerSource;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.Secret;
import java.time.Instant;
import java.util.Optional;

/// An IAM with the account on which the contracts of its ports are tested. A test may change it.
///
/// | group | members | holds |
/// |---|---|---|
/// | `admins` | `alice`, `carol` | `MRS FullAccess` on the project |
/// | `analysts` | `alice`, `bob` | the custom policy `analyst` on all projects |
/// | `readers` | `bob` | `MRS ReadOnlyAccess` on the account |
/// | `outsiders` | `bob` | `MRS FullAccess` on the other project alone |
/// | `empty` | | `MRS CommonOperations` on the project |
/// | `idle` | `alice` | nothing |
///
/// The user `carol` is disabled. Where the IAM tells keys, `alice` has the key `AK-alice` with the secret
/// `SK-alice`.
public interface SampleIam extends AutoCloseable {
    String MADE_UP = "made-up-text";

    /// The token of `alice` in an IAM that takes what it is given.
    String TOKEN = "token-alice";

    IdentitySource source();

    CallerSource callers();

    default ProjectId project() {
        return new ProjectId("p1");
    }

    default ProjectId otherProject() {
        return new ProjectId("p2");
    }

    /// The id of the user who had that name at the start.
    default IamId user(String name) {
        return new IamId("u-" + name);
    }

    /// The id of the group that had that name at the start.
    default IamId group(String name) {
        return new IamId("g-" + name);
    }

    /// A token of `alice` for the project.
    default Secret token() throws Exception {
        return Secret.of(TOKEN);
    }

    /// The key of `alice`; empty where the IAM tells no keys.
    default Optional<AccessKey> key() {
        return Optional.of(new AccessKey("AK-alice", Secret.of("SK-alice"), user("alice")));
    }

    void renameUser(String name, String now) throws Exception;

    void renameGroup(String name, String now) throws Exception;

    void removeMember(String group, String user) throws Exception;

    void disable(String user) throws Exception;

    /// The token is worth nothing any more.
    void revokeToken() throws Exception;

    /// Lets so much time pass that no answer about a caller may be remembered from before.
    ///
    /// @return the present
    Instant later();

    @Override
    void close();
}
