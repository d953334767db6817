package io.rollcall.operation.store;

import io.rollcall.database.Sql;
import io.rollcall.operation.model.Decision;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.stored.StoredJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people decided about an operation, in a column of its row. A plan may be released, held again and released
/// again, so there may be several.
final class Decisions {
    private Decisions() {}

    static List<Decision> read(String json) {
        return StoredJson.readMaps(json).stream().map(Decisions::decision).toList();
    }

    /// Adds one, inside the transaction of what was decided.
    static void add(
            Connection connection,
            OperationId operation,
            Decision.Kind kind,
            Requester by,
            long now,
            @Nullable String comment)
            throws SQLException {
        String before = Sql.first(
                        connection,
                        "select decisions from operation where id = ?",
                        row -> row.getString(1),
                        operation.value())
                .orElseThrow();
        List<Map<String, Object>> all = new ArrayList<>(StoredJson.readMaps(before));
        Map<String, Object> added = new LinkedHashMap<>();
        added.put("decision", kind.word());
        added.put("at", now);
        added.put("user_id", by.userId());
        added.put("user_name", by.userName());
        added.put("credential", by.credential());
        added.put("address", by.address());
        added.put("request_id", by.requestId());
        if (comment != null) {
            added.put("comment", comment);
        }
        all.add(added);
        Sql.update(
                connection,
                "update operation set decisions = ? where id = ?",
                StoredJson.write(all),
                operation.value());
    }

    private static Decision decision(Map<String, Object> row) {
        Object comment = row.get("comment");
        return new Decision(
                Decision.Kind.of(text(row, "decision")),
                new Requester(
                        text(row, "user_id"),
                        text(row, "user_name"),
                        text(row, "credential"),
                        text(row, "address"),
                        text(row, "request_id")),
                Instant.ofEpochMilli(((Number) row.getOrDefault("at", 0L)).longValue()),
                comment == null ? null : comment.toString());
    }

    private static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.getOrDefault(name, ""));
    }
}
