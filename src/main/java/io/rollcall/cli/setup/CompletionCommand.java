package io.rollcall.cli.setup;

import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rollcall completion`.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        description = "Prints a script that completes commands and options, for bash and zsh alike, or for fish.",
        footer = {
            "",
            "Examples:",
            "  source <(rollcall completion)              in this shell, bash or zsh",
            "  rollcall completion > ~/.local/share/bash-completion/completions/rollcall",
            "  echo 'source <(rollcall completion)' >> ~/.zshrc",
            "  rollcall completion fish > ~/.config/fish/completions/rollcall.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    private final Shell shell;

    /// The shells that have a completion.
    enum Kind {
        bash,
        zsh,
        fish
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            defaultValue = "bash",
            description = "bash, zsh or fish. Default: ${DEFAULT-VALUE}, which is right for zsh, too.")
    private Kind kind = Kind.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CommandLine program = spec.root().commandLine();
        shell.out()
                .print(
                        switch (kind) {
                            case bash, zsh -> AutoComplete.bash("rollcall", program);
                            case fish -> FishCompletion.of("rollcall", program);
                        });
        shell.out().flush();
        return Exit.OK;
    }
}
