package io.rollcall.access;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.UserName;

/// What a grant can be given to, and by which a caller is recognised. Ids and names are told apart, so that nobody
/// gets a grant by taking for a name what is the id of another one.
public sealed interface Subject {
    /// The user of that id, whatever its name.
    record UserWithId(IamId id) implements Subject {}

    /// Whoever has that name among the users that are synchronized.
    record UserNamed(UserName name) implements Subject {}

    /// The users of the group of that id, whatever its name.
    record GroupWithId(IamId id) implements Subject {}

    /// The users of the group that has that name.
    record GroupNamed(GroupName name) implements Subject {}

    /// Those for whom that policy or role is in force in the project.
    record PolicyNamed(String name) implements Subject {}
}
