package io.rollcall.api.answer;

import io.rollcall.cluster.IamId;
import io.rollcall.operation.model.Activity;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.Requester;
import io.rollcall.operation.model.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of operations a caller gets to see. Names, numbers and states are for everybody who may read;
/// addresses and words of the servers behind this one, and by which key and from where others called, are for
/// those who may synchronize or read the audit.
///
/// @param reader the caller, whose own requests are shown whole
/// @param whole whether everything is shown
public record View(IamId reader, boolean whole) {
    /// For what is kept, and not shown to a caller.
    static final View WHOLE = new View(new IamId("rollcall"), true);

    private static final String NOT_FOR_READERS = "The details are for callers who may synchronize.";

    /// What is being done. Behind the word may stand what is waited for.
    String stage(Operation operation) {
        boolean quoted = operation.activity() instanceof Activity.Waiting;
        return whole || !quoted ? operation.activity().word() : Activity.WAITING_WORD;
    }

    /// The documented words alone, or with what was asked and who answered what.
    Map<String, String> error(Operation.Failure error) {
        return Map.of(
                "error_code",
                error.code().code(),
                "error_msg",
                whole ? error.message() : error.code().words() + " " + NOT_FOR_READERS);
    }

    /// Why a plan is held is our own sentence; the others may quote a server or a command.
    List<String> notes(Operation operation) {
        if (whole || operation.notes().isEmpty()) {
            return operation.notes();
        }
        List<String> notes = new ArrayList<>();
        operation.holds().forEach(reason -> notes.add("held: " + reason));
        if (notes.size() < operation.notes().size()) {
            notes.add("There are more notes. " + NOT_FOR_READERS);
        }
        return notes;
    }

    /// Why a row is what it is: what a plan says is our own sentence, what became of it may quote a server.
    @Nullable
    String reason(Result row) {
        boolean quoted = row.outcome() == Result.Outcome.FAILED;
        return whole || !quoted || row.reason() == null ? row.reason() : "it failed. " + NOT_FOR_READERS;
    }

    /// Why nothing newer is known of a cluster.
    String because(String reason) {
        return whole ? reason : "the IAM or the Manager gave no usable answer. " + NOT_FOR_READERS;
    }

    Map<String, Object> requester(Requester by) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("user_id", by.userId());
        json.put("user_name", by.userName());
        if (whole || by.userId().equals(reader.value())) {
            json.put("credential", by.credential());
            json.put("address", by.address());
            json.put("request_id", by.requestId());
        }
        return json;
    }
}
