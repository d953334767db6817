package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.IamId;
import io.rollcall.cluster.RoleName;

/// A right that an owned entry holds in the Manager. The id names the holder. The record type tells users and
/// groups apart, as an IAM might give the same id to one of each.
public sealed interface Right {
    /// The user or group that holds the right.
    IamId holder();

    /// An owned group holds a role.
    record GroupRole(IamId holder, RoleName role) implements Right {}

    /// An owned account holds a role itself, which only ever happens by hand.
    record UserRole(IamId holder, RoleName role) implements Right {}

    /// An owned account is in a group that is not owned, like `launcher-job`.
    record Membership(IamId holder, GroupName group) implements Right {}
}
