package io.rollcall.operation.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.stored.StoredJson;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows the chain along the lines of a file. Uses only what is in the lines.
final class AuditLines {
    /// The last entry of a cluster so far.
    private record Reached(long number, String hash) {}

    private final Map<String, Reached> clusters = new HashMap<>();
    private final List<String> troubles = new ArrayList<>();
    private long line;
    private long entries;
    private long unsealed;

    void add(String text) {
        line++;
        JsonNode entry = StoredJson.tree(text);
        if (entry == null
                || !entry.path("cluster_id").isTextual()
                || !entry.path("number").isIntegralNumber()) {
            tell("is no entry of an audit");
            return;
        }
        String cluster = entry.path("cluster_id").asText();
        long number = entry.path("number").asLong();
        Reached before = clusters.get(cluster);
        if (before != null && number <= before.number()) {
            return;
        }
        if (!entry.has("hash")) {
            unsealed++;
            if (before != null && number == before.number() + 1) {
                clusters.put(cluster, new Reached(number, before.hash()));
            }
            return;
        }
        String hash = entry.path("hash").asText();
        clusters.put(cluster, new Reached(number, hash));
        if (before != null && number != before.number() + 1) {
            tell("follows entry " + before.number() + " of the cluster '" + cluster + "', and is entry " + number);
        } else if (before != null && !hash.equals(hashOf(entry, before.hash()))) {
            tell("was altered: entry " + number + " of the cluster '" + cluster + "'");
        } else {
            entries++;
        }
    }

    private static @Nullable String hashOf(JsonNode entry, String before) {
        try {
            JsonNode by = entry.path("requested_by");
            JsonNode change = entry.path("change");
            return new Seal.Content(
                            entry.path("cluster_id").asText(),
                            entry.path("number").asLong(),
                            Instant.parse(entry.path("at").asText()).toEpochMilli(),
                            entry.path("event").asText(),
                            entry.has("operation_id")
                                    ? entry.path("operation_id").asText()
                                    : null,
                            by.isMissingNode()
                                    ? null
                                    : new Requester(
                                            by.path("user_id").asText(),
                                            by.path("user_name").asText(),
                                            by.path("credential").asText(),
                                            by.path("address").asText(),
                                            by.path("request_id").asText()),
                            change.isMissingNode()
                                    ? null
                                    : change.path("number").asLong(),
                            entry.has("change_hash") ? entry.path("change_hash").asText() : null,
                            StoredJson.write(entry.path("detail")))
                    .hash(before);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private void tell(String trouble) {
        if (troubles.size() < AuditChain.MOST_NAMED) {
            troubles.add("line " + line + " " + trouble);
        }
    }

    AuditChain.Finding finding() {
        return new AuditChain.Finding(entries, unsealed, troubles);
    }
}
