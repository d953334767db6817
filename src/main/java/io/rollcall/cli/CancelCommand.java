package io.rollcall.cli;

import io.rollcall.cli.shell.Names;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import picocli.CommandLine.Command;

/// `rollcall cancel`.
@Command(
        name = "cancel",
        description = {
            "Takes synchronized users and groups out of the cluster's Manager.",
            "A group goes with all its synchronized members. At a terminal it shows the plan and asks first."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall cancel --user alice",
            "  rollcall cancel --group interns --yes --watch",
            "  rollcall cancel --users-from leavers.txt --yes"
        },
        exitCodeList = {
            " 0:accepted; with --watch, completed",
            " 3:held by the guard, nothing was written (with --watch)",
            " 4:partly done: the rest was refused or failed (with --watch)",
            " 5:failed, or refused by the API, or no answer",
            "64:the command line or the profile is wrong"
        })
final class CancelCommand extends ChangeCommand {
    CancelCommand(Shell shell) {
        super(shell);
    }

    @Override
    String action() {
        return "cancel";
    }

    @Override
    Names names(NameOptions options) throws WrongUseException {
        return options.read(shell().in(), false, false);
    }

    @Override
    boolean canRemovePeople(Names names) {
        return true;
    }
}
