package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.Paint;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.OperationView;
import io.rollcall.cli.view.PlanView;
import io.rollcall.wire.OperationJson;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `rollcall plan`.
@Command(
        name = "plan",
        description = {
            "Shows what a synchronization would do, and writes nothing.",
            "One line for each object: + comes, ~ changes, - goes, ! cannot be done and why."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall plan --all",
            "  rollcall plan --cancel --group interns",
            "  rollcall plan --operation 0192f3c4...    of a held one, for example",
            "  rollcall plan --all --json | jq '.changes[].name'",
            "  rollcall plan --all --ldif > plan.ldif      what would be written, for tools of the directory"
        },
        exitCodeList = {
            " 0:in sync, nothing to do",
            " 2:there are differences",
            " 3:a real run would be held by the guard",
            " 4:nothing can be done of what is asked for",
            " 5:failed, or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class PlanCommand extends ClientCommand {
    @Mixin
    private final NameOptions names = new NameOptions();

    @Option(names = "--all", description = "All eligible users and groups.")
    private boolean all;

    @Option(names = "--cancel", description = "What 'rollcall cancel' would do.")
    private boolean cancel;

    @Option(
            names = "--operation",
            paramLabel = "ID",
            description = "The plan that an operation has: its id, its beginning, or latest.")
    private @Nullable String operation;

    @Option(names = "--ldif", description = "The plan in the terms of the directory; notes go to standard error.")
    private boolean ldif;

    PlanCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (ldif && json()) {
            throw new WrongUseException("--ldif is one form of the plan, --json another: choose one.");
        }
        OperationCalls calls = new OperationCalls(api, shell());
        PlanView view = ldif
                ? new PlanView(calls, shell().err(), Paint.NONE)
                : new PlanView(calls, shell().out(), shell().paint());
        Received<OperationJson> planned = operation == null ? dryRun(calls) : calls.find(operation);
        if (ldif && planned.body().error() == null) {
            calls.ldif(planned.body());
            return view.judge(planned.body());
        }
        if (json()) {
            return view.write(planned);
        }
        int code = view.show(planned.body());
        if (planned.body().state().is(OperationJson.State.HELD)) {
            new OperationView(calls, shell(), false).decide(planned.body());
        }
        return code;
    }

    private Received<OperationJson> dryRun(OperationCalls calls)
            throws ApiFailure, WrongUseException, InterruptedException {
        if (cancel && all) {
            throw new WrongUseException("--all cannot be cancelled: name users or groups.");
        }
        Names wanted = names.read(shell().in(), !cancel, all);
        boolean visible = shell().terminal() && !json() && !ldif;
        ProgressLine progress =
                new ProgressLine(visible ? shell().out() : new PrintStream(OutputStream.nullOutputStream()), visible);
        return calls.watch(calls.start(cancel ? "cancel" : "sync", true, wanted), progress);
    }
}
