package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.ProgressLine;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.OperationView;
import io.rollcall.cli.view.PlanView;
import io.rollcall.wire.OperationJson;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A synchronization or its cancellation. If it can remove users, a person at a terminal sees the plan and is
/// asked, and a program has to add `--yes`.
abstract class ChangeCommand extends ClientCommand {
    @Mixin
    private final NameOptions names = new NameOptions();

    @Option(names = "--watch", description = "Shows how far it is, until it has ended, and ends as it does.")
    private boolean watch;

    @Option(
            names = {"-y", "--yes"},
            description = "Goes ahead without showing the plan and asking.")
    private boolean yes;

    ChangeCommand(Shell shell) {
        super(shell);
    }

    /// `sync` or `cancel`.
    abstract String action();

    abstract Names names(NameOptions options) throws WrongUseException;

    abstract boolean canRemovePeople(Names names);

    @Override
    final int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        Names wanted = names(names);
        OperationCalls calls = new OperationCalls(api, shell());
        boolean ask = !yes && canRemovePeople(wanted);
        if (ask) {
            if (!shell().terminal() || json() || names.useStandardInput()) {
                throw new WrongUseException(
                        "This can remove people, and no question can be asked here: see 'rollcall plan'; add --yes.");
            }
            PlanView plan = new PlanView(calls, shell().out(), shell().paint());
            Received<OperationJson> dryRun =
                    calls.watch(calls.start(action(), true, wanted), new ProgressLine(shell().out(), true));
            int code = plan.show(dryRun.body());
            if (code == Exit.FAILED) {
                return code;
            }
            if (!plan.empty() && !new Context(api).agreed(shell())) {
                shell().out().println("Nothing was changed.");
                return code;
            }
        }
        // A person who answered the question is waiting for the result.
        return new OperationView(calls, shell(), json()).accepted(calls.start(action(), false, wanted), watch || ask);
    }
}
