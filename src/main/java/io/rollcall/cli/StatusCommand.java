package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.StateText;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall status`.
@Command(
        name = "status",
        description = {
            "Says whether what was asked for is in the Manager as the IAM has it, and if not, why: what differs, what is"
                    + " refused, or since when that is unknown; and whether a synchronization is running, and how the"
                    + " last one ended."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall status",
            "  rollcall status --watch              follows what is running first",
            "  rollcall status --json | jq .is_synchronous",
            "  rollcall status --json | jq .differences"
        },
        exitCodeList = {
            " 0:in sync",
            " 2:not in sync, or still running",
            " 3:not in sync: the last operation is held",
            " 4:not in sync: somebody or something is refused",
            " 5:not in sync: the last operation failed or was stopped, or nothing is known; or refused by the API, or no"
                    + " answer",
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
        if (watch) {
            follow(new OperationCalls(api, shell()));
        }
        JsonNode state = api.get("iam-sync/state").body();
        if (json()) {
            new JsonOutput(shell().out()).write(state);
        } else {
            new StateText(shell().out()).show(state);
        }
        return exit(state);
    }

    private void follow(OperationCalls calls) throws ApiFailure, InterruptedException {
        Optional<JsonNode> last = last(calls);
        if (last.isPresent() && running(last.get())) {
            JsonNode ignored = calls.watch(
                    last.get(),
                    json()
                            ? new ProgressLine(shell().err(), false)
                            : new ProgressLine(shell().out(), shell().terminal()));
        }
    }

    /// How the last operation ended counts only where it says more than the comparison: a caller's typo does not.
    private static int exit(JsonNode state) {
        if (state.path("is_synchronous").asBoolean()) {
            return Exit.OK;
        }
        int last = Exit.of(state.path("last_operation"));
        if (state.path("is_synchronizing").asBoolean()) {
            return Exit.DIFFERENCES;
        }
        if (last == Exit.HELD || last == Exit.FAILED) {
            return last;
        }
        if (state.has("unknown")) {
            return Exit.FAILED;
        }
        return state.at("/differences/refused").asInt() > 0 ? Exit.PARTLY_FAILED : Exit.DIFFERENCES;
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
}
