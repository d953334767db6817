package io.rollcall.api.answer;

import io.rollcall.cluster.IamId;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.Seal;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.SyncState;
import io.rollcall.operation.model.Tally;
import io.rollcall.policy.Action;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.wire.AuditJson;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.Json;
import io.rollcall.wire.Kind;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.RequesterJson;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.RowJson;
import io.rollcall.wire.StateJson;
import io.rollcall.wire.Word;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How much of operations a caller may see, and the records that show it. Names, numbers and states are for all
/// callers that may read; addresses and words of the servers behind this one, and the keys and addresses of other
/// callers, are for callers that may synchronize or read the audit.
///
/// @param reader the caller, whose own requests are shown in full
/// @param whole whether everything is shown
public record View(IamId reader, boolean whole) {
    /// For records that are stored, and not shown to a caller.
    static final View WHOLE = new View(new IamId("rollcall"), true);

    private static final String NOT_FOR_READERS = "The details are for callers who may synchronize.";

    public OperationJson operation(Operation operation) {
        Operation.Failure error = operation.error();
        return new OperationJson(
                operation.id().value(),
                operation.cluster().value(),
                Word.of(OperationJson.Action.class, operation.action().word()),
                operation.full(),
                operation.dryRun(),
                requester(operation.requestedBy()),
                operation.acceptedAt(),
                operation.startedAt(),
                operation.finishedAt(),
                Word.of(OperationJson.State.class, operation.state().word()),
                stage(operation),
                counters(operation.tallies()),
                operation.changesPerSecond(),
                operation.estimatedEnd(),
                error == null ? null : error(error),
                notes(operation),
                operation.state() == OperationState.HELD
                        ? new OperationJson.Held(operation.holds(), Action.RELEASE.word())
                        : null);
    }

    /// A row of the plan: what is to be done, and why.
    public ChangeJson change(Result row) {
        return new ChangeJson(
                row.number(),
                row.stageWord(),
                kind(row.kind()),
                row.name(),
                action(row),
                row.before(),
                row.after(),
                reason(row));
    }

    /// The same row with what became of it.
    public ResultJson result(Result row) {
        return new ResultJson(
                row.number(),
                row.stageWord(),
                kind(row.kind()),
                row.name(),
                action(row),
                row.before(),
                row.after(),
                reason(row),
                Word.of(ResultJson.Outcome.class, row.outcome().word()));
    }

    /// The state of a cluster.
    public StateJson state(SyncState state) {
        SyncState.Asked scope = state.scope();
        SyncState.Differences differences = state.differences();
        SyncState.Unknown unknown = state.unknown();
        Operation last = state.last();
        return new StateJson(
                state.status().synchronous(),
                state.status().synchronizing(),
                new StateJson.Scope(
                        Word.of(StateJson.Extent.class, scope.extent()),
                        names(scope.asked()),
                        names(scope.cancelled())),
                differences == null ? null : differences(differences),
                unknown == null ? null : new StateJson.Unknown(unknown.since(), because(unknown.because())),
                last == null ? null : operation(last));
    }

    /// One JSON object in each line.
    public byte[] auditLines(List<AuditEntry> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEntry entry : entries) {
            lines.writeBytes(Json.write(audit(entry)));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private AuditJson audit(AuditEntry entry) {
        Requester by = entry.by();
        Result change = entry.change();
        Seal seal = entry.seal();
        return new AuditJson(
                entry.cluster().value(),
                entry.number(),
                entry.at(),
                Word.of(AuditJson.Event.class, entry.event().word()),
                entry.operation() == null ? null : entry.operation().value(),
                by == null ? null : requester(by),
                change == null ? null : result(change),
                entry.detail(),
                seal == null ? null : seal.changeHash(),
                seal == null ? null : seal.hash());
    }

    private RequesterJson requester(Requester by) {
        return whole || by.userId().equals(reader.value())
                ? new RequesterJson(by.userId(), by.userName(), by.credential(), by.address(), by.requestId())
                : new RequesterJson(by.userId(), by.userName(), null, null, null);
    }

    /// What is being done. Behind the word may stand what is waited for.
    private String stage(Operation operation) {
        boolean quoted = operation.activity() instanceof Activity.Waiting;
        return whole || !quoted ? operation.activity().word() : Activity.WAITING_WORD;
    }

    private static SortedMap<Word<Kind>, OperationJson.Tally> counters(Map<ObjectKind, Tally> tallies) {
        SortedMap<Word<Kind>, OperationJson.Tally> counters = new TreeMap<>();
        tallies.forEach((kind, tally) ->
                counters.put(kind(kind), new OperationJson.Tally(tally.planned(), tally.done(), tally.failed())));
        return counters;
    }

    /// The documented words alone, or with what was asked and who answered what.
    private OperationJson.Failure error(Operation.Failure error) {
        return new OperationJson.Failure(
                error.code().code(), whole ? error.message() : error.code().words() + " " + NOT_FOR_READERS);
    }

    /// Why a plan is held is our own sentence; the others may quote a server or a command.
    private List<String> notes(Operation operation) {
        if (whole || operation.notes().isEmpty()) {
            return operation.notes();
        }
        List<String> notes = new ArrayList<>();
        operation.holds().forEach(reason -> notes.add(OperationJson.HOLD + reason));
        if (notes.size() < operation.notes().size()) {
            notes.add("There are more notes. " + NOT_FOR_READERS);
        }
        return notes;
    }

    private static Word<RowJson.Action> action(Result row) {
        return Word.of(RowJson.Action.class, row.action().word());
    }

    private static Word<Kind> kind(ObjectKind kind) {
        return Word.of(Kind.class, kind.word());
    }

    /// Why a row is what it is: what a plan says is our own sentence, what became of it may quote a server.
    private @Nullable String reason(Result row) {
        boolean quoted = row.outcome() == Result.Outcome.FAILED;
        return whole || !quoted || row.reason() == null ? row.reason() : "it failed. " + NOT_FOR_READERS;
    }

    private static StateJson.Names names(SyncState.Names names) {
        return new StateJson.Names(names.users(), names.groups(), names.userNames(), names.groupNames());
    }

    private static StateJson.Differences differences(SyncState.Differences differences) {
        return new StateJson.Differences(
                differences.comparedAt(),
                differences.added(),
                differences.changed(),
                differences.removed(),
                differences.refused(),
                differences.refusals().stream().map(View::refusal).toList());
    }

    private static StateJson.Refusal refusal(SyncState.Refused refused) {
        return new StateJson.Refusal(kind(refused.kind()), refused.name(), refused.reason());
    }

    /// Why nothing newer is known of a cluster.
    private String because(String reason) {
        return whole ? reason : "the IAM or the Manager gave no usable answer. " + NOT_FOR_READERS;
    }
}
