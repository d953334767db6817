package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.answer.View;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.PlanFormat;
import io.rollcall.api.request.RequestBody;
import io.rollcall.cluster.Cluster;
import io.rollcall.operation.Operations;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditFilter;
import io.rollcall.operation.model.Decided;
import io.rollcall.operation.model.Intervention;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Page;
import io.rollcall.operation.model.Result;
import io.rollcall.policy.Action;
import io.rollcall.sync.scope.Command;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.wire.ChangeListJson;
import io.rollcall.wire.OperationListJson;
import io.rollcall.wire.ResultListJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers the calls about operations, which go beyond the contract (R30).
final class OperationHandler {
    private final Operations operations;
    private final EventStreams streams;

    OperationHandler(Operations operations, EventStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    Answer create(Cluster cluster, RequestBody.SyncRequest asked, Admission caller) {
        caller.require(asked.dryRun() ? Action.PLAN : Action.SYNC_USER);
        return accept(cluster, asked, caller);
    }

    Answer adopt(Cluster cluster, RequestBody.SyncRequest asked, Admission caller) {
        return accept(cluster, asked, caller);
    }

    private Answer accept(Cluster cluster, RequestBody.SyncRequest asked, Admission caller) {
        Operation accepted = SyncHandler.accept(operations, cluster, asked, caller.by());
        return SyncHandler.accepted(caller.view().operation(accepted), cluster, accepted);
    }

    Answer state(Cluster cluster, View view) {
        return Answer.json(200, view.state(operations.state(cluster.id())));
    }

    Answer list(Cluster cluster, int limit, @Nullable OperationId marker, View view) {
        Page<Operation> page = operations.list(cluster.id(), limit, marker);
        return Answer.json(200, new OperationListJson(shown(page, view::operation), page.next()));
    }

    Answer show(Cluster cluster, OperationId id, View view) {
        Operation operation = find(cluster, id);
        return Answer.json(
                200,
                operation.state() == OperationState.HELD
                        ? view.operation(operation, operations.touched(id))
                        : view.operation(operation));
    }

    Answer plan(Cluster cluster, OperationId id, @Nullable ObjectKind kind, int limit, long marker, View view) {
        find(cluster, id);
        Page<Result> page = operations.results(id, null, kind, limit, marker);
        return Answer.json(200, new ChangeListJson(shown(page, view::change), page.next()));
    }

    Answer results(
            Cluster cluster,
            OperationId id,
            Result.@Nullable Outcome outcome,
            @Nullable ObjectKind kind,
            int limit,
            long marker,
            View view) {
        find(cluster, id);
        Page<Result> page = operations.results(id, outcome, kind, limit, marker);
        return Answer.json(200, new ResultListJson(shown(page, view::result), page.next()));
    }

    /// A held plan needs a second person, unless the configuration allows one.
    Answer release(Cluster cluster, OperationId id, Decided decided, Admission caller) {
        Operation operation = find(cluster, id);
        boolean own = operation.requestedBy().userId().equals(caller.by().userId());
        if (own && !caller.authorization().access().releaseByRequester()) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    new Message(
                            "The requester of an operation cannot release it: another caller has to, unless"
                                    + " release_by_requester allows it.",
                            "操作的发起者不能自行放行，须由其他调用者放行（除非配置release_by_requester）。"));
        }
        return after(operations.release(cluster.id(), id, caller.by(), decided), cluster, id, caller.view());
    }

    /// Stops a queued or running operation, or discards a held plan: two actions, as the second overrules the
    /// guard.
    Answer cancel(Cluster cluster, OperationId id, Decided decided, Admission caller) {
        boolean held = find(cluster, id).state() == OperationState.HELD;
        caller.require(held ? Action.DISCARD : Action.STOP);
        Intervention done = held
                ? operations.discard(cluster.id(), id, caller.by(), decided)
                : operations.stop(cluster.id(), id, caller.by(), decided);
        return after(done, cluster, id, caller.view());
    }

    /// A new operation for what this one left undone.
    Answer retry(Cluster cluster, OperationId id, Admission caller) {
        Operation old = find(cluster, id);
        Command undone = operations.undone(cluster.id(), id).orElseThrow(() -> notNow(Optional.of(old)));
        return accept(cluster, new RequestBody.SyncRequest(undone, false), caller);
    }

    Answer watch(Cluster cluster, OperationId id, Admission caller, BooleanSupplier stillMay) {
        find(cluster, id);
        return streams.open(cluster.id(), id, caller.by().userId(), caller.view(), stillMay);
    }

    Answer download(Cluster cluster, OperationId id, PlanFormat format, View view) {
        find(cluster, id);
        return PlanDownload.of(format, operations, cluster.id(), id, view);
    }

    /// JSON lines, so that a page can be appended to the pages before it as it is.
    Answer audit(Cluster cluster, AuditFilter filter, int limit, long marker, View view) {
        Page<AuditEntry> page = operations.audit(cluster.id(), filter, limit, marker);
        byte[] lines = view.auditLines(page.rows());
        Answer answer = new Answer(200, "application/x-ndjson", lines, Map.of());
        return page.next() == null ? answer : answer.with("X-Next-Marker", page.next());
    }

    private Answer after(Intervention intervention, Cluster cluster, OperationId id, View view) {
        return switch (intervention) {
            case DONE -> {
                Operation operation = find(cluster, id);
                yield SyncHandler.accepted(view.operation(operation), cluster, operation);
            }
            case UNKNOWN -> throw unknown();
            case OTHER_PLAN ->
                throw new ApiException(
                        ErrorCode.OPERATION_NOT_NOW,
                        new Message(
                                "The plan of the operation is not the one of that plan_hash: read it again.",
                                "该操作的计划与plan_hash不符：请重新查看。"));
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

    private static <T, R> List<R> shown(Page<T> page, Function<T, R> row) {
        return page.rows().stream().map(row).toList();
    }
}
