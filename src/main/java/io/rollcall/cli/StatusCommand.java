package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall status`.
@Command(
        name = "status",
        description = {
            "Says whether the Manager still agrees with the IAM, whether a synchronization is running, and how the last"
                    + " one ended."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall status",
            "  rollcall status --watch                   follows what is running, then says how it stands",
            "  rollcall status --json | jq .is_synchronous"
        },
        exitCodeList = {
            " 0:in sync",
            " 2:not in sync, or still running",
            " 3:not in sync: the last operation is held",
            " 4:not in sync: some of the last operation failed",
            " 5:not in sync: the last operation failed or was stopped; or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class StatusCommand extends ClientCommand {
    /// Dry runs do not count; among so many there is one that was not.
    private static final int RECENT = 100;

    @Option(names = "--watch", description = "Follows a running synchronization to its end first.")
    private boolean watch;

    StatusCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, InterruptedException {
        OperationCalls calls = new OperationCalls(api, shell());
        Optional<JsonNode> last = last(calls);
        if (watch && last.isPresent() && running(last.get())) {
            last = Optional.of(calls.watch(
                    last.get(),
                    json() ? new Progress(shell().err(), false) : new Progress(shell().out(), shell().terminal())));
        }
        boolean running = api.get("iam-sync").body().path("is_synchronizing").asBoolean();
        boolean inSync =
                api.get("iam-sync/is-synchronous").body().path("is_synchronous").asBoolean();
        if (json()) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("is_synchronous", inSync);
            answer.put("is_synchronizing", running);
            last.ifPresent(operation -> answer.set("last_operation", operation));
            new JsonOutput(shell().out()).write(answer);
        } else {
            show(inSync, running, last);
        }
        if (inSync) {
            return Exit.OK;
        }
        int code = last.map(Exit::of).orElse(Exit.DIFFERENCES);
        return code == Exit.OK || running ? Exit.DIFFERENCES : code;
    }

    private static Optional<JsonNode> last(OperationCalls calls) throws ApiFailure, InterruptedException {
        return calls.list(RECENT)
                .path("operations")
                .valueStream()
                .filter(operation -> !operation.path("dry_run").asBoolean())
                .findFirst();
    }

    private static boolean running(JsonNode operation) {
        String state = operation.path("state").asText();
        return state.equals("queued") || state.equals("running");
    }

    private void show(boolean inSync, boolean running, Optional<JsonNode> last) {
        var out = shell().out();
        OperationText.field(out, "in sync", inSync ? "yes" : "no");
        OperationText.field(out, "running", running ? "yes" : "no");
        if (last.isEmpty()) {
            OperationText.field(out, "last", "none so far");
            return;
        }
        OperationText.field(out, "last", OperationText.line(last.get()));
        last.get().path("notes").forEach(note -> OperationText.field(out, "note", note.asText()));
        OperationText.error(out, last.get());
    }
}
