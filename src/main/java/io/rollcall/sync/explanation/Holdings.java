package io.rollcall.sync.explanation;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.scope.Scope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is recorded of one user in one cluster.
///
/// @param id of the account's owner in the IAM; null if no account of the user is recorded
/// @param account null likewise
/// @param groups of those groups of the IAM that the user is in, the ones that the cluster has, by their ids
/// @param scope what is asked for in the cluster
public record Holdings(
        @Nullable IamId id,
        Ownership.@Nullable UserEntry account,
        Map<IamId, Ownership.GroupEntry> groups,
        Scope scope) {
    public Holdings {
        groups = Map.copyOf(groups);
    }

    /// The name of the account.
    @Nullable
    UserName name() {
        return account == null ? null : account.name();
    }
}
