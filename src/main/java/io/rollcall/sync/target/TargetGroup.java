package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.UserName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group as the Manager has it.
///
/// @param mark which IAM group it stands for; null when it is foreign
/// @param gidNumber the POSIX group number, or -1 when the entry has none
/// @param description free text, empty where there is none
/// @param members the accounts in it, foreign ones included, in the accounts' own spelling
/// @param provenance what is known of the origin of a foreign one
public record TargetGroup(
        GroupName name,
        @Nullable OwnerMark mark,
        int gidNumber,
        String description,
        Set<UserName> members,
        @Nullable Provenance provenance) {
    public TargetGroup {
        members = members instanceof NumberedSet ? members : Set.copyOf(members);
    }

    /// The same group with these members.
    public TargetGroup withMembers(Set<UserName> others) {
        return new TargetGroup(name, mark, gidNumber, description, others, provenance);
    }

    /// An owned one, or a foreign one of unknown origin.
    public TargetGroup(
            GroupName name, @Nullable OwnerMark mark, int gidNumber, String description, Set<UserName> members) {
        this(name, mark, gidNumber, description, members, null);
    }
}
