package io.rollcall;

import io.rollcall.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// `rollcall version`.
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Says which version this is, from which commit, and what it runs on.",
        footer = {"", "Examples:", "  rollcall version"})
final class VersionCommand implements Callable<Integer> {
    private final Shell shell;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        for (String line : new Main.Version().getVersion()) {
            shell.out().println(line);
        }
        shell.out().println("java     " + Runtime.version() + ", " + System.getProperty("java.vendor", ""));
        shell.out()
                .println("system   " + System.getProperty("os.name", "") + " " + System.getProperty("os.version", "")
                        + ", " + System.getProperty("os.arch", ""));
        shell.out().flush();
        return ExitCode.OK;
    }
}
