package io.rollcall.iam.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.iam.http.Listing;

/// A role that a user or a group holds on a project or a domain, in the form of either IAM.
///
/// @param group empty if a user holds it
/// @param project empty if it is not held on a project
/// @param domain empty if it is not held on a domain
/// @param inherited whether it counts for the projects below, not for the scope itself
record RoleAssignment(String group, String role, String project, String domain, boolean inherited) {
    /// Reads `{"group": {"id"}, "role": {"id"}, "scope": {...}}`.
    static RoleAssignment of(JsonNode item) {
        JsonNode scope = item.path("scope");
        boolean inherited = item.path("is_inherited").asBoolean(false)
                || scope.path("OS-INHERIT:inherited_to").asText("").equals("projects");
        return new RoleAssignment(
                id(item, "group"),
                Listing.text(item.path("role"), "id"),
                id(scope, "project"),
                id(scope, "domain"),
                inherited);
    }

    private static String id(JsonNode node, String field) {
        return node.path(field).path("id").asText("");
    }
}
