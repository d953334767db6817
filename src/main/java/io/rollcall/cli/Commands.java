package io.rollcall.cli;

import io.rollcall.cli.shell.Shell;
import picocli.CommandLine;

/// The commands that call the API.
public final class Commands {
    private Commands() {}

    /// Adds them to a program.
    public static void addTo(CommandLine program, Shell shell) {
        program.addSubcommand(new SyncCommand(shell))
                .addSubcommand(new CancelCommand(shell))
                .addSubcommand(new PlanCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new StatusCommand(shell))
                .addSubcommand(new OperationsCommand(shell))
                .addSubcommand(new OperationCommand(shell))
                .addSubcommand(new ReleaseCommand(shell))
                .addSubcommand(new RetryCommand(shell))
                .addSubcommand(new StopCommand(shell))
                .addSubcommand(new AdoptCommand(shell))
                .addSubcommand(AccountCommand.with(shell))
                .addSubcommand(new CompletionCommand(shell));
        // A name that begins with @ is a name, not a file.
        program.setExpandAtFiles(false);
    }
}
