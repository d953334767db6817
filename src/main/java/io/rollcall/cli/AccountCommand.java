package io.rollcall.cli;

import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `rollcall account`: nothing by itself.
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        description = "Actions of an administrator for one synchronized user.",
        footer = {"", "Examples:", "  rollcall account password alice            gives alice a first password"})
final class AccountCommand {
    private AccountCommand() {}

    static CommandLine with(Shell shell) {
        return new CommandLine(new AccountCommand()).addSubcommand(new PasswordCommand(shell));
    }
}
