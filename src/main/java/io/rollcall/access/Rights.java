package io.rollcall.access;

import io.rollcall.policy.Action;
import io.rollcall.policy.Circumstances;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a caller may do in one project, by the policies of all the caller's groups (R10).
///
/// @param owner whether this is the account itself, which may do everything
/// @param policies all policies that are in force for the caller
public record Rights(boolean owner, Set<Policy> policies) {
    private static final Set<String> TRIO =
            Set.of(SystemPolicies.SERVER_ADMINISTRATOR, SystemPolicies.TENANT_GUEST, SystemPolicies.MRS_ADMINISTRATOR);

    public Rights {
        policies = Set.copyOf(policies);
    }

    /// Whether the IAM permits the action in these circumstances: a deny wins over every allow, and the three
    /// roles of the trio together permit what none of them does alone.
    public boolean allow(Action action, Circumstances now) {
        if (owner) {
            return true;
        }
        if (deny(action, now)) {
            return false;
        }
        return statements().anyMatch(statement -> statement.gives(action, now))
                || (!action.spelledOut() && names(policies).containsAll(TRIO));
    }

    /// Whether the IAM forbids the action in these circumstances, or may do so; never to the account itself.
    public boolean deny(Action action, Circumstances now) {
        return !owner && statements().anyMatch(statement -> statement.takes(action, now));
    }

    private Stream<Statement> statements() {
        return policies.stream().flatMap(policy -> policy.statements().stream());
    }

    private static Set<String> names(Collection<Policy> policies) {
        return policies.stream()
                .filter(Policy.SystemPolicy.class::isInstance)
                .map(Policy::name)
                .collect(Collectors.toSet());
    }
}
