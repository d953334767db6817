package io.rollcall.cli;

import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rollcall sync`.
@Command(
        name = "sync",
        description = {
            "Copies users and groups of the IAM into the cluster's Manager.",
            "A user comes with the eligible groups of that user. --all takes all who are eligible, and removes users"
                    + " and groups that are not eligible any more; at a terminal it shows the plan and asks first."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall sync --user alice --group analysts --watch",
            "  rollcall sync --all                  shows the plan, asks, goes ahead",
            "  rollcall sync --all --yes --watch    for a program: see the exit codes",
            "  grep -v '^svc-' people.txt | rollcall sync --users-from - --json"
        },
        exitCodeList = {
            " 0:accepted; with --watch, completed",
            " 3:held by the guard, nothing was written (with --watch)",
            " 4:partly done: the rest was refused or failed (with --watch)",
            " 5:failed, or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class SyncCommand extends ChangeCommand {
    @Option(names = "--all", description = "All eligible users and groups.")
    private boolean all;

    SyncCommand(Shell shell) {
        super(shell);
    }

    @Override
    String action() {
        return "sync";
    }

    @Override
    Names names(NameOptions options) throws WrongUseException {
        return options.read(shell().in(), true, all);
    }

    @Override
    boolean canRemovePeople(Names names) {
        return names.everybody();
    }
}
