package io.rollcall.api;

import io.rollcall.cluster.Cluster;
import io.rollcall.operation.AuditEntry;
import io.rollcall.operation.Operation;
import io.rollcall.operation.OperationId;
import io.rollcall.operation.Operations;
import io.rollcall.operation.Page;
import io.rollcall.operation.Requester;
import io.rollcall.operation.Result;
import io.rollcall.sync.Command;
import io.rollcall.sync.ObjectKind;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers the calls about operations, which the contract does not have (decision 30).
final class OperationHandler {
    private final Operations operations;
    private final EventStreams streams;

    OperationHandler(Operations operations, EventStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    Answer create(Cluster cluster, RequestBody.Wish wish, Requester by) {
        Operation accepted = SyncHandler.accept(operations, cluster, wish, by);
        return SyncHandler.accepted(OperationJson.operation(accepted), cluster, accepted);
    }

    Answer state(Cluster cluster) {
        return Answer.json(200, StateJson.state(operations.state(cluster.id())));
    }

    Answer list(Cluster cluster, int limit, @Nullable OperationId marker) {
        return page("operations", operations.list(cluster.id(), limit, marker), OperationJson::operation);
    }

    Answer show(Cluster cluster, OperationId id) {
        return Answer.json(200, OperationJson.operation(find(cluster, id)));
    }

    Answer plan(Cluster cluster, OperationId id, @Nullable ObjectKind kind, int limit, long marker) {
        find(cluster, id);
        return page("changes", operations.results(id, null, kind, limit, marker), OperationJson::change);
    }

    Answer results(
            Cluster cluster,
            OperationId id,
            Result.@Nullable Outcome outcome,
            @Nullable ObjectKind kind,
            int limit,
            long marker) {
        find(cluster, id);
        return page("results", operations.results(id, outcome, kind, limit, marker), OperationJson::result);
    }

    Answer release(Cluster cluster, OperationId id, Requester by) {
        return after(operations.release(cluster.id(), id, by), cluster, id);
    }

    Answer cancel(Cluster cluster, OperationId id, Requester by) {
        return after(operations.stop(cluster.id(), id, by), cluster, id);
    }

    /// A new operation for what this one left undone.
    Answer retry(Cluster cluster, OperationId id, Requester by) {
        Operation old = find(cluster, id);
        Command undone = operations.undone(cluster.id(), id).orElseThrow(() -> notNow(Optional.of(old)));
        Operation accepted = SyncHandler.accept(operations, cluster, new RequestBody.Wish(undone, false), by);
        return SyncHandler.accepted(OperationJson.operation(accepted), cluster, accepted);
    }

    Answer watch(Cluster cluster, OperationId id, String user, BooleanSupplier stillMay) {
        find(cluster, id);
        return streams.open(cluster.id(), id, user, stillMay);
    }

    Answer download(Cluster cluster, OperationId id, PlanDownload.Format format) {
        find(cluster, id);
        return PlanDownload.of(format, operations, cluster.id(), id);
    }

    /// JSON lines, so that a page can be appended to the pages before it as it is.
    Answer audit(Cluster cluster, Instant since, int limit, long marker) {
        Page<AuditEntry> page = operations.audit(cluster.id(), since, limit, marker);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEntry entry : page.rows()) {
            lines.writeBytes(JsonBody.of(OperationJson.audit(entry)));
            lines.write('\n');
        }
        Answer answer = new Answer(200, "application/x-ndjson", lines.toByteArray(), Map.of());
        return page.next() == null ? answer : answer.with("X-Next-Marker", page.next());
    }

    private Answer after(Operations.Intervention intervention, Cluster cluster, OperationId id) {
        return switch (intervention) {
            case DONE -> {
                Operation operation = find(cluster, id);
                yield SyncHandler.accepted(OperationJson.operation(operation), cluster, operation);
            }
            case UNKNOWN -> throw unknown();
            case NOT_NOW -> throw notNow(operations.find(cluster.id(), id));
        };
    }

    private Operation find(Cluster cluster, OperationId id) {
        return operations.find(cluster.id(), id).orElseThrow(OperationHandler::unknown);
    }

    private static ApiException unknown() {
        return new ApiException(
                ErrorCode.OPERATION_UNKNOWN,
                new Message("operation_id: the cluster has no such operation.", "operation_id：该集群没有此操作。"));
    }

    private static ApiException notNow(Optional<Operation> operation) {
        String state = operation.map(found -> found.state().word()).orElse("unknown");
        return new ApiException(
                ErrorCode.OPERATION_NOT_NOW,
                new Message("The state of the operation is " + state + ".", "该操作的状态为" + state + "。"));
    }

    private static <T> Answer page(String name, Page<T> page, Function<T, Map<String, Object>> json) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(name, page.rows().stream().map(json).toList());
        if (page.next() != null) {
            body.put("next_marker", page.next());
        }
        return Answer.json(200, body);
    }
}
