package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.client.Received;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.OperationView;
import io.rollcall.cli.view.PlanView;
import io.rollcall.wire.OperationJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall adopt`.
@Command(
        name = "adopt",
        description = {
            "Takes over the entries that carry the mark of another cluster: the former id of this one.",
            "It shows the plan, which is held until 'rollcall release' releases it. Only the marks change; the"
                    + " next synchronization treats the entries as this cluster's, and corrects them."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall adopt --from old-id --dry-run",
            "  rollcall adopt --from old-id",
            "  rollcall release 0192f3c4... --watch"
        },
        exitCodeList = {
            " 0:there is nothing to adopt",
            " 3:held: a person has to release the plan that is shown",
            " 4:nothing of it can be adopted",
            " 5:failed, or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class AdoptCommand extends ClientCommand {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "CLUSTER_ID",
            description = "The id in the marks, as the refused rows of a synchronization name it.")
    private String from = "";

    @Option(names = "--dry-run", description = "Shows the plan and asks for nothing.")
    private boolean dryRun;

    AdoptCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        OperationCalls calls = new OperationCalls(api, shell());
        OperationView view = new OperationView(calls, shell(), json());
        Received<OperationJson> planned = view.follow(calls.adopt(from, dryRun));
        PlanView plan = new PlanView(calls, shell().out(), shell().paint());
        if (json()) {
            return plan.write(planned);
        }
        int code = plan.show(planned.body());
        if (planned.body().state().is(OperationJson.State.HELD)) {
            view.decide(planned.body());
        }
        return code;
    }
}
