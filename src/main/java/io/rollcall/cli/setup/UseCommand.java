package io.rollcall.cli.setup;

import io.rollcall.cli.client.ProfileFile;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `rollcall use`.
@Command(
        name = "use",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        exitCodeOnExecutionException = Exit.FAILED,
        description = "Makes a profile the one that commands use from now on. Only the line 'default' of the file of"
                + " profiles changes.",
        footer = {"", "Examples:", "  rollcall use production", "  rollcall profiles"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:it is in use", "64:there is no such profile, or the file cannot be changed"})
public final class UseCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "The profile; 'rollcall profiles' lists them.")
    private String name = "";

    public UseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try {
            ProfileFile.Row row = ProfileFile.of(shell).use(name);
            shell.out()
                    .println(Text.printable("Commands now use the profile '" + name + "'"
                            + (row.endpoint().isEmpty() ? "" : ", at " + row.endpoint()) + "."));
            Stream.of("PROFILE", "ENDPOINT", "PROJECT_ID", "CLUSTER_ID", "ACCESS_KEY", "TOKEN")
                    .map(rest -> "ROLLCALL_" + rest)
                    .filter(variable ->
                            !shell.environment().getOrDefault(variable, "").isEmpty())
                    .forEach(variable -> shell.err().println(variable + " is set in this shell, and wins."));
            return Exit.OK;
        } catch (WrongUseException | DocumentException e) {
            shell.complain(e);
            return Exit.WRONG_USE;
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }
}
