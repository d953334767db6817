package io.rollcall.cli;

import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `rollcall completion`.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        description = "Prints a script that completes commands and options, for bash and zsh alike.",
        footer = {
            "",
            "Examples:",
            "  source <(rollcall completion)              in this shell, bash or zsh",
            "  rollcall completion > ~/.local/share/bash-completion/completions/rollcall",
            "  echo 'source <(rollcall completion)' >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().print(AutoComplete.bash("rollcall", spec.root().commandLine()));
        shell.out().flush();
        return Exit.OK;
    }
}
