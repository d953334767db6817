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

/// In what the two IAMs differ. Ids of roles are texts here, as nothing else knows them.
interface Dialect {
    /// The roles that each group holds in the project: granted there, on all projects, or on the account
    /// (decision 13). Groups without any may be missing.
    ///
    /// @param groups only these, where that spares calls; empty for all
    Map<IamId, Set<String>> grants(ProjectId project, Optional<Set<IamId>> groups, ReadContext context)
            throws UnavailableException;

    /// What each role means.
    Map<String, Set<Policy>> policies(Collection<String> roles, ReadContext context) throws UnavailableException;

    /// What is in force for a user in a project.
    ///
    /// @param owner whether the user is the account itself
    /// @param names of the policies and roles, as they may be given a grant
    record Standing(boolean owner, Set<Policy> policies, Set<String> names) {}

    /// What is in force for a caller in the project.
    ///
    /// @param powers what the credential carries of the user's rights
    /// @throws UnavailableException also when what the IAM says is in doubt
    Standing standing(IamId user, ProjectId project, Powers powers) throws UnavailableException;

    /// What a token carries of the rights of its user.
    ///
    /// @param token as the IAM describes it
    Powers powers(JsonNode token);

    /// The key with that public half, whoever its user is; empty if the IAM does not tell, or if it carries less
    /// than its user may.
    Optional<AccessKey> accessKey(String access) throws UnavailableException;

    /// The query with which tokens of callers are validated, from its `?` on.
    String validation();
}
