package io.rollcall.cli;

import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.client.OperationCalls;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.OperationView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall release`.
@Command(
        name = "release",
        description = {
            "Lets a held plan go ahead. If the world has changed since, the removals that were seen go all the same,"
                    + " and only removals that are new and too many are held again."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall plan --operation 0192f3c4...      what it would do, and the fingerprint of that plan",
            "  rollcall release 0192f3c4... --plan-hash 5f0c9a1e7b3d4c6a8e2f1b0d9c8e7a60",
            "  rollcall release 0192f3c4... --watch"
        },
        exitCodeList = {
            " 0:released; with --watch, completed",
            " 3:held again (with --watch)",
            " 4:partly done: the rest was refused or failed (with --watch)",
            " 5:failed, or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class ReleaseCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "A held operation: its id, its beginning, or latest.")
    private String id = "";

    @Option(names = "--watch", description = "Shows how far it is, until it has ended, and ends as it does.")
    private boolean watch;

    @Mixin
    private final Decision decision = new Decision();

    ReleaseCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        OperationCalls calls = new OperationCalls(api, shell());
        return new OperationView(calls, shell(), json())
                .accepted(calls.intervene(id, "release", decision.comment(), decision.planHash()), watch);
    }

    /// What a person says beside a decision about an operation.
    static final class Decision {
        @Option(
                names = "--comment",
                paramLabel = "TEXT",
                description = "Why: kept in the audit, shown with the operation.")
        private @Nullable String comment;

        @Option(
                names = "--plan-hash",
                paramLabel = "HASH",
                description =
                        "Only if the plan is still the one that 'rollcall plan --operation' showed with this fingerprint.")
        private @Nullable String planHash;

        /// Why; null for none.
        @Nullable
        String comment() {
            return comment;
        }

        /// The plan that it is about; null for the one that is there.
        @Nullable
        String planHash() {
            return planHash;
        }
    }
}
