package io.rollcall.sync;

import java.util.List;

/// What one read of the IAM said about one project. For a selection by name it holds the named users with all
/// their groups and the named groups; for everything it holds everybody.
///
/// @param users in no particular order, ids are unique
/// @param groups in no particular order, ids are unique
/// @param completeness whether absence from this snapshot means absence from the IAM
public record IamSnapshot(List<IamUser> users, List<IamGroup> groups, Completeness completeness) {
    public IamSnapshot {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }
}
