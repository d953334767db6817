package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;

/// A right that an entry of ours holds in the Manager. The id says whose it is: users and groups are told apart
/// by the case, as an IAM might give the same id to one of each.
public sealed interface Right {
    /// Whose right it is.
    IamId holder();

    /// A group of ours holds a role.
    record GroupRole(IamId holder, RoleName role) implements Right {}

    /// An account of ours holds a role itself, which only ever happens by hand.
    record UserRole(IamId holder, RoleName role) implements Right {}

    /// An account of ours is in a group that is not ours, like `launcher-job`.
    record Membership(IamId holder, GroupName group) implements Right {}
}
