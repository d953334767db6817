package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.Map;
import java.util.Set;

/// Where the server's own account of who is in which group (`memberOf`) differs from the groups. Only readers that
/// go by it see that, and they let people in who have left. Immutable.
///
/// @param stale accounts that are said to be in a group, and are not; also in groups that do not exist
/// @param missing accounts that are in a group, and are not said to be
public record Backlinks(Map<GroupName, Set<UserName>> stale, Map<GroupName, Set<UserName>> missing) {
    /// No differences, or a server that keeps no such account.
    public static final Backlinks RIGHT = new Backlinks(Map.of(), Map.of());
}
