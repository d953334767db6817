package io.rollcall.sync.planner;

import io.rollcall.cluster.RoleName;
import io.rollcall.policy.Policy;
import io.rollcall.sync.ownership.Ownership;
import io.rollcall.sync.plan.Refusal;
import io.rollcall.sync.provisioning.GroupRef;
import io.rollcall.sync.source.IamGroup;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.sync.target.Right;
import io.rollcall.sync.target.TargetGroup;
import java.util.Set;
import java.util.TreeSet;

/// Which roles of the Manager the selected groups get and lose (R18).
final class RolePlan {
    private final CorrelatedState correlated;
    private final PlanBuilder builder;
    private final Set<RoleName> missing = new TreeSet<>();

    RolePlan(CorrelatedState correlated, PlanBuilder builder) {
        this.correlated = correlated;
        this.builder = builder;
    }

    void plan() {
        correlated.groups.values().forEach(this::plan);
        missing.forEach(role -> correlated.refusals.add(new Refusal(
                ObjectKind.ROLE, role.value(), Refusal.Cause.NOTHING_TO_GRANT, "the Manager has no such role")));
    }

    private void plan(IamGroup group) {
        TargetGroup mine = correlated.group(group.id());
        Ownership.GroupEntry entry =
                mine == null ? null : correlated.ownership.groups().get(group.id());
        Set<RoleName> ours = entry == null ? Set.of() : entry.granted();
        boolean custom = group.policies().stream().anyMatch(Policy.CustomPolicy.class::isInstance);
        Set<RoleName> wanted =
                correlated.rules.entitlements().of(group.policies()).roles();
        Set<RoleName> found = mine == null ? Set.of() : correlated.grants.rolesOf(mine.name());
        // A custom group gets them once, all that were promised then; after that, what the Manager says is left
        // alone.
        boolean done = custom && !ours.isEmpty();
        for (RoleName role : wanted) {
            if (correlated.target.role(role) == null) {
                missing.add(role);
            } else if (!found.contains(role)
                    && (!done || correlated.ownership.promised().contains(new Right.GroupRole(group.id(), role)))) {
                builder.grant(role, new GroupRef(group.id(), group.name()));
            }
        }
        if (mine == null || done || !correlated.complete) {
            return;
        }
        for (RoleName role : ours) {
            if (wanted.contains(role)) {
                continue;
            }
            if (found.contains(role)) {
                builder.withdraw(role, new GroupRef(group.id(), mine.name()));
                correlated.grants.forgetRole(mine.name(), role);
            } else {
                builder.lapse(new Right.GroupRole(group.id(), role));
            }
        }
    }
}
