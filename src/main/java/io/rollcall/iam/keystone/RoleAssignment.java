package io.rollcall.iam.keystone;

import io.rollcall.iam.http.Items;
import io.rollcall.iam.http.Row;

/// A role that a user or a group holds on a project or a domain, in the form of either IAM.
///
/// @param group empty if a user holds it
/// @param project empty if it is not held on a project
/// @param domain empty if it is not held on a domain
/// @param inherited whether it counts for the projects below, not for the scope itself
record RoleAssignment(String group, String role, String project, String domain, boolean inherited) {
    /// Those of `{"role_assignments": [{"group": {"id"}, "role": {"id"}, "scope": {...}}]}`.
    static final Items<RoleAssignment> ITEMS = Items.of(
            "role_assignments",
            RoleAssignment::of,
            "group.id",
            "role.id",
            "scope.project.id",
            "scope.domain.id",
            "scope.OS-INHERIT:inherited_to",
            "is_inherited");

    private static RoleAssignment of(Row item) {
        boolean inherited = item.at("is_inherited").asBoolean(false)
                || item.at("scope.OS-INHERIT:inherited_to").asText("").equals("projects");
        return new RoleAssignment(
                item.at("group.id").asText(""),
                item.text("role.id"),
                item.at("scope.project.id").asText(""),
                item.at("scope.domain.id").asText(""),
                inherited);
    }
}
