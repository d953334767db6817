package io.rollcall.sync.target;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.UserName;
import java.util.Map;
import java.util.Set;

/// Where the server's own list of each account's groups (`memberOf`) differs from the groups. Services that trust
/// `memberOf` would still admit people who have left a group. Immutable.
///
/// @param stale accounts whose `memberOf` names a group that they are not in, or that does not exist
/// @param missing accounts that are in a group that their `memberOf` lacks
public record Backlinks(Map<GroupName, Set<UserName>> stale, Map<GroupName, Set<UserName>> missing) {
    /// No differences, or a server that has no `memberOf`.
    public static final Backlinks RIGHT = new Backlinks(Map.of(), Map.of());
}
