package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.OperationView;
import io.rollcall.wire.OperationJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall stop`.
@Command(
        name = "stop",
        description = {
            "Stops an operation at the next safe point, or discards it while it is queued or held.",
            "What was written stays, and the directory is consistent. (To take people out again, use 'rollcall cancel'.)"
        },
        footer = {
            "",
            "Examples:",
            "  rollcall stop 0192f3c4...",
            "  rollcall stop 0192f3c4... --watch          waits until it has stopped"
        },
        exitCodeList = {
            " 0:will stop; with --watch, has stopped or was completed before",
            " 4:had ended before, and some of it failed (with --watch)",
            " 5:had failed before (with --watch), or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class StopCommand extends ClientCommand {
    @Parameters(
            paramLabel = "ID",
            description = "As 'rollcall operations' lists it: the whole id, its beginning, or latest.")
    private String id = "";

    @Option(names = "--watch", description = "Waits until it has stopped.")
    private boolean watch;

    @Mixin
    private final ReleaseCommand.Decision decision = new ReleaseCommand.Decision();

    StopCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        OperationCalls calls = new OperationCalls(api, shell());
        OperationView view = new OperationView(calls, shell(), json());
        Received<OperationJson> operation = calls.intervene(id, "cancel", decision.comment(), decision.planHash());
        if (watch) {
            operation = view.follow(operation);
        }
        if (json()) {
            new JsonOutput(shell().out()).write(operation.sent());
        } else if (watch) {
            view.summarize(operation.body());
        } else {
            shell().out().println("It stops at the next safe point; what was written stays.");
        }
        boolean stopped = !watch || operation.body().state().is(OperationJson.State.CANCELLED);
        return stopped ? Exit.OK : Exit.of(operation.body());
    }
}
