package io.rollcall.access;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;

/// What a grant can be given to, and by which a caller is recognised. Ids and names are distinct, so that no user
/// can get a grant by choosing another one's id as a name.
public sealed interface Subject {
    /// The user of that id, no matter what its name is.
    record UserWithId(IamId id) implements Subject {}

    /// The user that has that name among the users that are synchronized.
    record UserNamed(UserName name) implements Subject {}

    /// The users of the group of that id, no matter what its name is.
    record GroupWithId(IamId id) implements Subject {}

    /// The users of the group that has that name.
    record GroupNamed(GroupName name) implements Subject {}

    /// The users for whom that policy or role is in force in the project.
    record PolicyNamed(String name) implements Subject {}
}
