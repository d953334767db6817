package io.rollcall.iam;

import io.rollcall.document.Values;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the policy that a grant means. A custom policy of the file comes first, then the system policies that
/// matter to MRS. Any other name is taken for a system policy of another service only when it looks like one (`OBS
/// ReadOnlyAccess`) and is no misspelling: a misspelt name would silently remove the rights of a whole group.
public final class PolicyNames {
    private static final Set<String> ENDINGS = Set.of(
            "FullAccess",
            "ReadOnlyAccess",
            "CommonOperations",
            "OperateAccess",
            "Administrator",
            "Operator",
            "Viewer",
            "User",
            "Guest");

    private final Map<String, Policy> custom;
    private final Set<String> declared;

    /// @param custom the usable custom policies
    /// @param declared the names of all custom policies, those with problems of their own included
    public PolicyNames(Map<String, Policy> custom, Set<String> declared) {
        this.custom = custom;
        this.declared = declared;
    }

    /// @throws IllegalArgumentException when the name fits no policy
    public Policy named(String name) {
        Policy found = custom.get(name);
        if (found != null) {
            return found;
        }
        if (SystemPolicies.names().contains(name) || declared.contains(name)) {
            return SystemPolicies.named(name);
        }
        if (isOfAnotherService(name)) {
            return SystemPolicies.named(name);
        }
        Set<String> known = new HashSet<>(SystemPolicies.names());
        known.addAll(declared);
        throw new IllegalArgumentException(
                "there is no policy '" + Values.excerpt(name) + "'" + Values.suggestion(name, known));
    }

    private boolean isOfAnotherService(String name) {
        int space = name.lastIndexOf(' ');
        if (space < 0 || !ENDINGS.contains(name.substring(space + 1))) {
            return false;
        }
        // Only the first words count: OBS ReadOnlyAccess is not a misspelt MRS ReadOnlyAccess, but MSR is.
        Set<String> heads = SystemPolicies.names().stream()
                .map(known -> known.substring(0, known.lastIndexOf(' ')))
                .collect(Collectors.toSet());
        return Values.nearest(name.substring(0, space), heads).isEmpty()
                && Values.nearest(name, declared).isEmpty();
    }
}
