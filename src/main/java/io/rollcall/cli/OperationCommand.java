package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.client.RowList;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cli.view.OperationText;
import io.rollcall.cli.view.OperationView;
import io.rollcall.cli.view.RowText;
import io.rollcall.wire.OperationJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall operation`.
@Command(
        name = "operation",
        description = "Shows one operation: who asked for it, how far it is, what failed and why.",
        footer = {
            "",
            "Examples:",
            "  rollcall operation 0192f3c4...",
            "  rollcall operation 0192f3c4... --watch",
            "  rollcall operation 0192f3c4... --results --outcome failed",
            "  rollcall operation 0192f3c4... --results --json | jq '.results[] | .name'"
        },
        exitCodeList = {
            " 0:completed, or not yet ended",
            " 3:held by the guard",
            " 4:partly done: the rest was refused or failed",
            " 5:failed, or was stopped; or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class OperationCommand extends ClientCommand {
    @Parameters(
            paramLabel = "ID",
            description = "As 'rollcall operations' lists it: the whole id, its beginning, or latest.")
    private String id = "";

    @Option(names = "--watch", description = "Shows how far it is, until it has ended or is held.")
    private boolean watch;

    @Option(names = "--results", description = "Every object with what became of it.")
    private boolean results;

    @Option(
            names = "--outcome",
            paramLabel = "O",
            description = "Only these results: planned, applied, already_so, failed, refused, skipped.")
    private @Nullable String outcome;

    @Option(names = "--kind", paramLabel = "K", description = "Only these results: user, group, role.")
    private @Nullable String kind;

    OperationCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        String chosen = filter("outcome", outcome) + filter("kind", kind);
        OperationCalls calls = new OperationCalls(api, shell());
        OperationView view = new OperationView(calls, shell(), json());
        Received<OperationJson> operation = calls.find(id);
        if (watch && !results) {
            return view.watch(operation);
        }
        if (watch) {
            operation = view.follow(operation);
        }
        OperationJson shown = operation.body();
        if (json() && results) {
            new JsonOutput(shell().out())
                    .write(
                            operation.sent(),
                            RowList.RESULTS.name(),
                            row -> calls.results(shown, chosen, result -> row.accept(result.sent())));
        } else if (json()) {
            new JsonOutput(shell().out()).write(operation.sent());
        } else {
            OperationText.details(shell().out(), shown, shell().paint());
            if (results) {
                calls.results(shown, chosen, row -> shell().out().println(RowText.line(row.body(), shell().paint())));
            } else if (shown.total().failed() > 0) {
                view.failures(shown);
            }
        }
        return Exit.of(shown);
    }

    private String filter(String name, @Nullable String word) throws WrongUseException {
        if (word == null) {
            return "";
        }
        if (!results) {
            throw new WrongUseException("--" + name + " chooses among --results; add it.");
        }
        if (!word.matches("[a-z_]{1,32}")) {
            throw new WrongUseException("--" + name + " must be one of the words that --help lists.");
        }
        return name + "=" + word + "&";
    }
}
