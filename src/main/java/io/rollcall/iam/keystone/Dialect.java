package io.rollcall.iam.keystone;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.sync.AccessKey;
import io.rollcall.sync.Policy;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// In what the two IAMs differ. Ids of groups and roles are texts here: they are read by the thousand.
interface Dialect {
    /// The roles that each group holds in the project: granted there, on all projects, or on the account
    /// (decision 13). Groups without any may be missing.
    ///
    /// @param groups only these, where that spares calls; empty for all
    Map<String, Set<String>> grants(ProjectId project, Optional<Set<String>> groups, Reading reading)
            throws UnavailableException;

    /// What each role means.
    Map<String, Set<Policy>> policies(Collection<String> roles, Reading reading) throws UnavailableException;

    /// The roles in force for a user in the project.
    Set<String> rolesOf(IamId user, ProjectId project) throws UnavailableException;

    /// Whether the user is the account itself.
    boolean isOwner(IamId user) throws UnavailableException;

    /// The key with that public half, whoever its user is; empty if the IAM does not tell.
    Optional<AccessKey> accessKey(String access) throws UnavailableException;

    /// The query with which tokens of callers are validated, from its `?` on.
    String validation();
}
