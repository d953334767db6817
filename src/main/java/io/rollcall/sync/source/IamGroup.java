package io.rollcall.sync.source;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.Text;
import io.rollcall.policy.Policy;
import java.util.Arrays;
import java.util.Set;

/// A group as the IAM has it, seen from one project.
///
/// @param id stable for the life of the group
/// @param name may change
/// @param description free text, empty where there is none; what no directory can hold is replaced, as it would be
///     another text in every comparison
/// @param members the ids of all its users, whether or not the snapshot holds the users themselves
/// @param policies what the group holds in that project: granted there, on all projects, or on the account
public record IamGroup(IamId id, GroupName name, String description, Set<IamId> members, Set<Policy> policies) {
    public IamGroup {
        description = Text.whole(description);
        members = Set.copyOf(members);
        policies = Set.copyOf(policies);
    }

    /// The ids as a set, without a larger one on the way unless an id is there twice: an account has many more
    /// memberships than users.
    public static Set<IamId> members(IamId... ids) {
        try {
            return Set.of(ids);
        } catch (IllegalArgumentException e) {
            return Set.copyOf(Arrays.asList(ids));
        }
    }
}
