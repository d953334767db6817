package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.OperationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall retry`.
@Command(
        name = "retry",
        description = {
            "Does again what is not done of an operation: a new operation for the users and groups that failed, were"
                    + " refused or were skipped, and for no others.",
            "Where they cannot be named any more, as people who are gone from the IAM, the whole request is repeated."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall operation 0192f3c4... --results --outcome failed      what it would try",
            "  rollcall retry 0192f3c4... --watch"
        },
        exitCodeList = {
            " 0:accepted; with --watch, completed",
            " 3:held by the guard (with --watch)",
            " 4:partly done: the rest failed or was refused again (with --watch)",
            " 5:everything is done, or refused by the API, or no answer; with --watch, failed",
            "64:the command line or the profile is wrong"
        })
final class RetryCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "An operation that has ended: its id, its beginning, or latest.")
    private String id = "";

    @Option(names = "--watch", description = "Shows how far it is, until it has ended, and ends as it does.")
    private boolean watch;

    RetryCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        OperationCalls calls = new OperationCalls(api, shell());
        return new OperationView(calls, shell(), json()).accepted(calls.intervene(id, "retry"), watch);
    }
}
