package io.rollcall.sync;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group as the Manager has it.
///
/// @param mark which IAM group it stands for; null when it is foreign
/// @param gidNumber the POSIX group number, or -1 when the entry has none
/// @param description free text, empty where there is none
/// @param members the accounts in it, foreign ones included, in the accounts' own spelling
public record TargetGroup(
        GroupName name, @Nullable OwnerMark mark, int gidNumber, String description, Set<UserName> members) {
    public TargetGroup {
        members = Set.copyOf(members);
    }
}
