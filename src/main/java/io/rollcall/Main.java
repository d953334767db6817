package io.rollcall;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/// The entry point: `./rollcall COMMAND`.
@Command(
        name = "rollcall",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {DemoCommand.class, ServeCommand.class, HelpCommand.class},
        description =
                "Copies the users and groups of a cloud IAM into a big-data cluster's Manager, behind the HTTP API "
                        + "of MRS IAM synchronization.",
        footer = {
            "",
            "Examples:",
            "  rollcall demo                       everything on this machine, nothing to configure",
            "  rollcall serve --config FILE        the server; config/rollcall.sample.yaml is a commented sample"
        })
public final class Main {
    private Main() {}

    /// Ends the process with 0 when all went well, 1 when something failed, and 2 when the command line or the
    /// configuration is wrong.
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUsageHelpAutoWidth(true);
    }

    /// Says which version this is.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "rollcall "
                        + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                                .orElse("(not from a jar)")
            };
        }
    }
}
