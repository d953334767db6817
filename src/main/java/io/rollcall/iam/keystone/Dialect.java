package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.AccessKey;
import io.rollcall.access.Powers;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.iam.http.ReadContext;
import io.rollcall.policy.Policy;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The differences between the two IAMs. Ids of roles are plain texts, as no other package uses them.
interface Dialect {
    /// The roles that each group holds in the project: granted there, on all projects, or on the account
    /// (R13). Groups without any may be missing.
    ///
    /// @param groups only these, where that spares calls; empty for all
    Map<IamId, Set<String>> grants(ProjectId project, Optional<Set<IamId>> groups, ReadContext context)
            throws UnavailableException;

    /// What each role means.
    Map<String, Set<Policy>> policies(Collection<String> roles, ReadContext context) throws UnavailableException;

    /// The policies in force for a user in a project.
    ///
    /// @param owner whether the user is the account itself
    /// @param names of the policies and roles, as grants name them
    record Standing(boolean owner, Set<Policy> policies, Set<String> names) {}

    /// The policies in force for a caller in the project.
    ///
    /// @param powers which of the user's rights the credential carries
    /// @throws UnavailableException also when the IAM's answer is incomplete or contradictory
    Standing standing(IamId user, ProjectId project, Powers powers) throws UnavailableException;

    /// Which rights of its user a token carries.
    ///
    /// @param token as the IAM describes it
    Powers powers(JsonNode token);

    /// The key with that public half, no matter which user owns it; empty if the IAM does not tell, or if the key
    /// carries fewer rights than its user has.
    Optional<AccessKey> accessKey(String access) throws UnavailableException;

    /// The query string with which tokens of callers are validated, from its `?` on.
    String validation();
}
