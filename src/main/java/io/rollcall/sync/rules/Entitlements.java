package io.rollcall.sync.rules;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.RoleName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table from policies to roles (contract, 4.2), as data: the configuration may replace it.
///
/// @param system what each system policy gives, by display name; a policy that is not in it gives nothing and
///     makes no user eligible
/// @param custom what any custom policy gives that allows an `mrs:` action
public record Entitlements(Map<String, Entitlement> system, Entitlement custom) {
    private static final Entitlement FULL = entitlement(
            List.of("launcher-job"),
            "Manager_administrator",
            "Manager_auditor",
            "Manager_operator",
            "Manager_tenant",
            "Manager_viewer",
            "System_administrator",
            "default");
    private static final Entitlement COMMON = entitlement(List.of("launcher-job"), "Manager_viewer", "default");

    public Entitlements {
        system = Map.copyOf(system);
    }

    /// The documented table.
    public static Entitlements documented() {
        return new Entitlements(
                Map.of(
                        SystemPolicies.READ_ONLY_ACCESS,
                        entitlement(List.of(), "Manager_viewer"),
                        SystemPolicies.COMMON_OPERATIONS,
                        COMMON,
                        SystemPolicies.FULL_ACCESS,
                        FULL,
                        SystemPolicies.MRS_ADMINISTRATOR,
                        FULL,
                        SystemPolicies.TENANT_ADMINISTRATOR,
                        FULL),
                COMMON);
    }

    /// One row of the table.
    public static Entitlement entitlement(Collection<String> managerGroups, String... roles) {
        return new Entitlement(
                Arrays.stream(roles).map(RoleName::new).collect(Collectors.toCollection(TreeSet::new)),
                managerGroups.stream().map(GroupName::new).collect(Collectors.toCollection(TreeSet::new)));
    }

    /// What the policies give together: the union (R18).
    public Entitlement of(Collection<Policy> policies) {
        return policies.stream().map(this::of).reduce(Entitlement.NONE, Entitlement::and);
    }

    /// Whether holding these policies makes a group eligible (R13).
    public boolean makeEligible(Collection<Policy> policies) {
        return policies.stream().anyMatch(this::counts);
    }

    /// Whether anything can depend on the members of a group that holds this policy: eligibility, or whether a
    /// user is a custom user (R18).
    public boolean concern(Policy policy) {
        return policy instanceof Policy.CustomPolicy || counts(policy);
    }

    /// All roles and Manager groups that the table can ever give.
    public Stream<Entitlement> rows() {
        return Stream.concat(system.values().stream(), Stream.of(custom));
    }

    private Entitlement of(Policy policy) {
        return switch (policy) {
            case Policy.SystemPolicy known -> system.getOrDefault(known.name(), Entitlement.NONE);
            case Policy.CustomPolicy any -> counts(any) ? custom : Entitlement.NONE;
        };
    }

    private boolean counts(Policy policy) {
        return switch (policy) {
            case Policy.SystemPolicy known -> system.containsKey(known.name());
            case Policy.CustomPolicy any ->
                any.statements().stream()
                        .filter(s -> s.effect() == Statement.Effect.ALLOW)
                        .anyMatch(s -> s.leaves("mrs", any.statements()));
        };
    }
}
