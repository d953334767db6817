package io.rollcall.sync;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/// What somebody may do in one project, by the policies of all their groups (decision 10).
///
/// @param owner whether this is the account itself, which may do everything
/// @param policies all policies that are in force for the caller
public record Rights(boolean owner, Set<Policy> policies) {
    /// The action behind UpdateSyncIamUser and CancelSyncIamUser.
    public static final String SYNC_USER = "mrs:cluster:syncUser";

    /// The action behind the adoption of another cluster's entries. No document knows it.
    public static final String ADOPT = "mrs:cluster:adopt";

    /// The action behind every GET.
    public static final String GET = "mrs:cluster:get";

    private static final Set<String> TRIO =
            Set.of(SystemPolicies.SERVER_ADMINISTRATOR, SystemPolicies.TENANT_GUEST, SystemPolicies.MRS_ADMINISTRATOR);

    public Rights {
        policies = Set.copyOf(policies);
    }

    /// Whether the action is permitted: a deny wins over every allow, and the three roles of the trio together
    /// permit what none of them does alone.
    public boolean allow(String action) {
        if (owner) {
            return true;
        }
        if (anyStatement(Statement.Effect.DENY, action)) {
            return false;
        }
        return anyStatement(Statement.Effect.ALLOW, action) || names(policies).containsAll(TRIO);
    }

    private boolean anyStatement(Statement.Effect effect, String action) {
        return policies.stream()
                .flatMap(policy -> policy.statements().stream())
                .anyMatch(statement -> statement.effect() == effect && statement.covers(action));
    }

    private static Set<String> names(Collection<Policy> policies) {
        return policies.stream()
                .filter(Policy.SystemPolicy.class::isInstance)
                .map(Policy::name)
                .collect(Collectors.toSet());
    }
}
