package io.rollcall.api.answer;

import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.Seal;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Tally;
import io.rollcall.policy.Action;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How operations and their rows look in answers. What is not known yet is left out; nothing is ever null.
public final class OperationJson {
    private OperationJson() {}

    public static Map<String, Object> operation(Operation operation, View view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("operation_id", operation.id().value());
        json.put("cluster_id", operation.cluster().value());
        json.put("action", operation.action().word());
        json.put("is_all_sync", operation.full());
        json.put("dry_run", operation.dryRun());
        json.put("requested_by", view.requester(operation.requestedBy()));
        json.put("accepted_at", operation.acceptedAt().toString());
        putTime(json, "started_at", operation.startedAt());
        putTime(json, "finished_at", operation.finishedAt());
        json.put("state", operation.state().word());
        json.put("stage", view.stage(operation));
        Map<String, Object> counters = new TreeMap<>();
        operation.tallies().forEach((kind, tally) -> counters.put(kind.word(), tally(tally)));
        json.put("counters", counters);
        json.put("changes_per_second", operation.changesPerSecond());
        putTime(json, "estimated_end", operation.estimatedEnd());
        Operation.Failure error = operation.error();
        if (error != null) {
            json.put("error", view.error(error));
        }
        json.put("notes", view.notes(operation));
        if (operation.state() == OperationState.HELD) {
            json.put("held", held(operation));
        }
        return json;
    }

    /// Why a plan waits for a person, and who that may be.
    private static Map<String, Object> held(Operation operation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reasons", operation.holds());
        json.put("release_needs", Action.RELEASE.word());
        return json;
    }

    /// One JSON object in each line.
    public static byte[] auditLines(List<AuditEntry> entries, View view) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEntry entry : entries) {
            lines.writeBytes(JsonBody.of(audit(entry, view)));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static Map<String, Object> audit(AuditEntry entry, View view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster_id", entry.cluster().value());
        json.put("number", entry.number());
        json.put("at", entry.at().toString());
        json.put("event", entry.event().word());
        if (entry.operation() != null) {
            json.put("operation_id", entry.operation().value());
        }
        if (entry.by() != null) {
            json.put("requested_by", view.requester(entry.by()));
        }
        if (entry.change() != null) {
            json.put("change", result(entry.change(), view));
        }
        json.put("detail", entry.detail());
        Seal seal = entry.seal();
        if (seal != null) {
            if (seal.changeHash() != null) {
                json.put("change_hash", seal.changeHash());
            }
            json.put("hash", seal.hash());
        }
        return json;
    }

    /// A row of the plan: what is to be done, and why.
    public static Map<String, Object> change(Result row, View view) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", row.number());
        json.put("stage", row.stage() == null ? "refused" : row.stage().word());
        json.put("kind", row.kind().word());
        json.put("name", row.name());
        json.put("action", row.action().word());
        json.put("before", row.before());
        json.put("after", row.after());
        String reason = view.reason(row);
        if (reason != null) {
            json.put("reason", reason);
        }
        return json;
    }

    /// The same row with what became of it.
    public static Map<String, Object> result(Result row, View view) {
        Map<String, Object> json = change(row, view);
        json.put("outcome", row.outcome().word());
        return json;
    }

    private static Map<String, Object> tally(Tally tally) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("planned", tally.planned());
        json.put("done", tally.done());
        json.put("failed", tally.failed());
        return json;
    }

    private static void putTime(Map<String, Object> json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toString());
        }
    }
}
