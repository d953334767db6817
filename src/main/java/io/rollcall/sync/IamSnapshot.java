package io.rollcall.sync;

import java.util.Comparator;
import java.util.List;

/// What one read of the IAM said about one project. For a selection by name it holds the named users with all
/// their groups and the named groups; for everything it holds everybody.
///
/// @param users in any order, ids are unique; kept in the order of the ids, because an IAM may list them in
///     another order every time and the same world has to give the same plan
/// @param groups likewise
/// @param completeness whether absence from this snapshot means absence from the IAM
public record IamSnapshot(List<IamUser> users, List<IamGroup> groups, Completeness completeness) {
    public IamSnapshot {
        users = users.stream().sorted(Comparator.comparing(IamUser::id)).toList();
        groups = groups.stream().sorted(Comparator.comparing(IamGroup::id)).toList();
    }
}
