package io.rollcall.cli.setup;

import io.rollcall.cli.client.ProfileFile;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.view.Table;
import io.rollcall.cluster.Text;
import io.rollcall.document.DocumentException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `rollcall profiles`.
@Command(
        name = "profiles",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Exit.WRONG_USE,
        exitCodeOnExecutionException = Exit.FAILED,
        description = "Lists your profiles and marks the one that commands use.",
        footer = {"", "Examples:", "  rollcall profiles", "  rollcall use production"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:listed", "64:the file of profiles cannot be read"})
public final class ProfilesCommand implements Callable<Integer> {
    private final Shell shell;

    public ProfilesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        ProfileFile file = ProfileFile.of(shell);
        try {
            ProfileFile.Listing listing = file.list();
            if (listing.profiles().isEmpty()) {
                shell.out()
                        .println(Text.printable(
                                "There is no profile in " + file.path() + "; 'rollcall login' makes one."));
                return Exit.OK;
            }
            Optional<String> chosen = chosen(shell);
            Optional<String> used = chosen.or(listing::standard);
            Table table = new Table("", "NAME", "ENDPOINT", "PROJECT", "CLUSTER");
            listing.profiles()
                    .forEach(row -> table.row()
                            .cell(used.equals(Optional.of(row.name())) ? "*" : "")
                            .cell(row.name())
                            .cell(row.endpoint())
                            .cell(row.project())
                            .cell(row.cluster()));
            table.print(shell.out());
            chosen.ifPresent(name -> shell.out().println(Text.printable("ROLLCALL_PROFILE chooses '" + name + "'.")));
            return Exit.OK;
        } catch (DocumentException e) {
            shell.complain(e);
            return Exit.WRONG_USE;
        } finally {
            shell.out().flush();
        }
    }

    /// The profile that a variable chooses, which wins over the default of the file.
    static Optional<String> chosen(Shell shell) {
        return Optional.ofNullable(shell.environment().get("ROLLCALL_PROFILE")).filter(name -> !name.isEmpty());
    }
}
