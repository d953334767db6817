package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.RequestBody;
import io.rollcall.cluster.Cluster;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Submission;
import io.rollcall.operation.model.SynchronizedNames;
import io.rollcall.wire.DocumentedJson;
import io.rollcall.wire.Word;
import java.time.Duration;

/// Answers the five documented calls, in the documented form only (contract, 1).
final class SyncHandler {
    /// About the duration of a dry run.
    private static final Duration DRY_RUN_PAUSE = Duration.ofSeconds(5);

    private final Operations operations;

    SyncHandler(Operations operations) {
        this.operations = operations;
    }

    Answer submit(Cluster cluster, RequestBody.SyncRequest asked, Requester by) {
        Operation accepted = accept(operations, cluster, asked, by);
        return accepted(
                new DocumentedJson.Accepted(Word.of(DocumentedJson.Accepted.State.SYNCHRONIZING)), cluster, accepted);
    }

    Answer show(Cluster cluster) {
        SynchronizedNames synchronizedNames = operations.synchronizedNames(cluster.id());
        return Answer.json(
                200, new DocumentedJson.Names(synchronizedNames.userNames(), synchronizedNames.groupNames()));
    }

    Answer taskStatus(Cluster cluster) {
        return Answer.json(
                200,
                new DocumentedJson.TaskStatus(operations.status(cluster.id()).synchronizing()));
    }

    Answer status(Cluster cluster) {
        return Answer.json(
                200,
                new DocumentedJson.SyncStatus(operations.status(cluster.id()).synchronous()));
    }

    /// @throws ApiException 429 `APIGW.0308` when too many dry runs of the cluster are unfinished, 500 `12000154`
    ///     when the cluster is busy (R8)
    static Operation accept(Operations operations, Cluster cluster, RequestBody.SyncRequest asked, Requester by) {
        return switch (operations.submit(cluster.id(), asked.command(), asked.dryRun(), by)) {
            case Submission.Accepted accepted -> accepted.operation();
            case Submission.TooManyDryRuns _ ->
                throw new ApiException(ErrorCode.THROTTLED, Message.NONE, DRY_RUN_PAUSE);
            case Submission.Busy _ ->
                throw new ApiException(ErrorCode.BUSY, Message.same(cluster.id().value()));
        };
    }

    /// Every 202 names the operation that it promises (R30).
    static Answer accepted(Record body, Cluster cluster, Operation operation) {
        String id = operation.id().value();
        return Answer.json(202, body)
                .with("X-Operation-Id", id)
                .with(
                        "Location",
                        "/v2/" + cluster.project() + "/clusters/" + cluster.id() + "/iam-sync/operations/" + id);
    }
}
