package io.rollcall.sync.explanation;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one cluster has of a user, and why.
///
/// @param id of the user in the IAM; null if neither the IAM nor the cluster knows the user
/// @param steps the conditions of an account one after the other, up to the first one that ends the way
/// @param account the name of the account that this service made; null if there is none
/// @param groups the groups that the user has or should have, by name
/// @param roles the roles that these give or should give, by name
/// @param goesIf what removes the account; empty if there is none
public record Explanation(
        @Nullable IamId id,
        List<Step> steps,
        @Nullable UserName account,
        List<Group> groups,
        List<Role> roles,
        List<String> goesIf) {
    public Explanation {
        steps = List.copyOf(steps);
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        goesIf = List.copyOf(goesIf);
    }

    /// Whether every step is passed.
    public boolean passed() {
        return steps.stream().allMatch(Step::passed);
    }

    /// The first step that is not passed; null if all are.
    public @Nullable Step obstacle() {
        return steps.stream().filter(step -> !step.passed()).findFirst().orElse(null);
    }

    /// One condition.
    ///
    /// @param detail one sentence: why it is met, or why not
    public record Step(Condition condition, boolean passed, String detail) {}

    /// The conditions, in the order in which they are asked.
    public enum Condition {
        /// The IAM has the user.
        FOUND,
        /// The user may sign in, and is in a group whose policies count in the cluster.
        ELIGIBLE,
        /// A Manager can hold the name, and it is not reserved.
        NAME,
        /// The user was asked for: by name, with everybody, or with a group.
        ASKED,
        /// The account is there.
        ACCOUNT,
        /// The user's groups are there.
        GROUPS,
        /// The roles are given.
        ROLES;

        /// As the API spells it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A policy that a group of the IAM holds.
    public record Because(String policy, GroupName group) {}

    /// A group of the Manager.
    ///
    /// @param ofManager whether it is one of the Manager's own, and not the copy of a group of the IAM
    /// @param present whether this service has put the group, or the user into it
    public record Group(
            GroupName name, boolean ofManager, boolean present, List<Because> because, List<String> goesIf) {
        public Group {
            because = List.copyOf(because);
            goesIf = List.copyOf(goesIf);
        }
    }

    /// A role of the Manager, which groups give.
    ///
    /// @param present whether this service has given it to one of the groups
    public record Role(String name, boolean present, List<Because> because, List<String> goesIf) {
        public Role {
            because = List.copyOf(because);
            goesIf = List.copyOf(goesIf);
        }
    }
}
