package io.rollcall.sync.source;

import io.rollcall.cluster.IamId;
import io.rollcall.cluster.NumberedSet;
import io.rollcall.cluster.Numbering;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What one read of the IAM said about one project. For a selection by name it holds the named users with all
/// their groups and the named groups; for everything it holds all users and groups.
///
/// @param users in any order, ids are unique; kept in the order of the ids, because an IAM may list them in
///     another order every time and the same state has to give the same plan
/// @param groups likewise; their members are numbered
/// @param completeness whether absence from this snapshot means absence from the IAM
/// @param unclear users who count as disabled because what the IAM says about that is neither yes nor no, each with
///     what it says, for people
public record IamSnapshot(
        List<IamUser> users, List<IamGroup> groups, Completeness completeness, Map<IamId, String> unclear) {
    public IamSnapshot {
        unclear = Map.copyOf(unclear);
        users = users.stream().sorted(Comparator.comparing(IamUser::id)).toList();
        Numbering<IamId> ids = numbering(groups);
        groups = groups.stream()
                .sorted(Comparator.comparing(IamGroup::id))
                .map(group -> group.numbered(ids))
                .toList();
    }

    /// The numbers of all members of the groups, which all groups of one snapshot share.
    public Numbering<IamId> members() {
        return numbering(groups);
    }

    private static Numbering<IamId> numbering(List<IamGroup> groups) {
        if (!groups.isEmpty() && groups.getFirst().members() instanceof NumberedSet<IamId> set) {
            return set.numbering();
        }
        return new Numbering<>();
    }

    /// One in which everything is clear.
    public IamSnapshot(List<IamUser> users, List<IamGroup> groups, Completeness completeness) {
        this(users, groups, completeness, Map.of());
    }
}
