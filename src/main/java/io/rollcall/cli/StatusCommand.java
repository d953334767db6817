package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.StateText;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.StateJson;
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
            " 4:not in sync: some users, groups or roles are refused",
            " 5:not in sync: the last operation failed or was stopped, or nothing is known; or refused by the API, or no"
                    + " answer",
            "64:the command line or the profile is wrong"
        })
final class StatusCommand extends ClientCommand {
    /// Dry runs do not count; among this many operations there is another one.
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
        Received<StateJson> state = api.get("iam-sync/state").as(StateJson.class);
        if (json()) {
            new JsonOutput(shell().out()).write(state.sent());
        } else {
            new StateText(shell().out(), shell().paint()).show(state.body());
        }
        return exit(state.body());
    }

    private void follow(OperationCalls calls) throws ApiFailure, InterruptedException {
        Optional<Received<OperationJson>> last = last(calls);
        if (last.isPresent() && running(last.get().body())) {
            Received<OperationJson> ignored = calls.watch(
                    last.get(),
                    json()
                            ? new ProgressLine(shell().err(), false)
                            : new ProgressLine(shell().out(), shell().terminal()));
        }
    }

    /// How the last operation ended counts only where it says more than the comparison: a caller's typo does not.
    private static int exit(StateJson state) {
        if (state.isSynchronous()) {
            return Exit.OK;
        }
        OperationJson operation = state.lastOperation();
        int last = operation == null ? Exit.OK : Exit.of(operation);
        if (state.isSynchronizing()) {
            return Exit.DIFFERENCES;
        }
        if (last == Exit.HELD || last == Exit.FAILED) {
            return last;
        }
        if (state.unknown() != null) {
            return Exit.FAILED;
        }
        StateJson.Differences differences = state.differences();
        return differences != null && differences.refused() > 0 ? Exit.PARTLY_DONE : Exit.DIFFERENCES;
    }

    private static Optional<Received<OperationJson>> last(OperationCalls calls)
            throws ApiFailure, InterruptedException {
        return calls.newest(RECENT).stream()
                .filter(operation -> !operation.body().dryRun())
                .findFirst();
    }

    private static boolean running(OperationJson operation) {
        return operation.state().is(OperationJson.State.QUEUED)
                || operation.state().is(OperationJson.State.RUNNING);
    }
}
