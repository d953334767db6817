package io.rollcall.cli.shell;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.wire.JsonTree;
import java.util.Set;

/// The users and groups of a synchronization or a cancellation.
///
/// @param everybody then no names are given
public record Names(boolean everybody, Set<String> users, Set<String> groups) {
    /// The body of a request for an operation.
    ///
    /// @param action `sync` or `cancel`
    public String request(String action, boolean dryRun) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("action", action);
        body.put("dry_run", dryRun);
        if (everybody) {
            body.put("is_all_sync", true);
        }
        users.forEach(body.putArray("user_names")::add);
        groups.forEach(body.putArray("group_names")::add);
        return JsonTree.text(body);
    }
}
