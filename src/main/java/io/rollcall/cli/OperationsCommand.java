package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.OperationText;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.OperationListJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall operations`.
@Command(
        name = "operations",
        description = "Lists what was asked for, the newest first: id, time, state, what, changes, by whom.",
        footer = {
            "",
            "Examples:",
            "  rollcall operations",
            "  rollcall operations --limit 100 --json | jq '.operations[].state'"
        },
        exitCodeList = {
            " 0:listed",
            " 5:refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class OperationsCommand extends ClientCommand {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many, up to 1000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    OperationsCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (limit < 1 || limit > 1_000) {
            throw new WrongUseException("--limit must be 1 to 1000.");
        }
        Received<OperationListJson> list = new OperationCalls(api, shell()).list(limit);
        List<OperationJson> operations = list.body().operations();
        if (json()) {
            new JsonOutput(shell().out()).write(list.sent());
        } else if (operations.isEmpty()) {
            shell().out().println("None so far.");
        } else {
            operations.forEach(operation -> shell().out().println(OperationText.line(operation, shell().paint())));
        }
        return Exit.OK;
    }
}
