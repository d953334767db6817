package io.rollcall;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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
            "  rollcall demo                  everything on this machine, ready in seconds",
            "  rollcall serve --config FILE   see config/rollcall.sample.yaml"
        })
public final class Main {
    private Main() {}

    /// Ends the process with 0 when all went well, 1 when something failed, and 2 when the command line or the
    /// configuration is wrong.
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, arguments) -> explain(e, arguments.length > 0));
    }

    /// One line for what is wrong and one for where to look, so that the first is not lost above a page of
    /// help.
    private static int explain(ParameterException wrong, boolean anythingGiven) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        if (anythingGiven) {
            err.println(inWords(wrong));
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        } else {
            command.usage(err);
        }
        return ExitCode.USAGE;
    }

    private static String inWords(ParameterException wrong) {
        // What was misspelt is said before what is missing because of that.
        List<String> unknown = wrong instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : wrong.getCommandLine().getUnmatchedArguments();
        if (unknown.isEmpty()) {
            return String.valueOf(wrong.getMessage());
        }
        String first = unknown.getFirst();
        if (first.startsWith("-")) {
            return "There is no option '" + first + "'.";
        }
        return wrong.getCommandLine().getSubcommands().isEmpty()
                ? "'" + first + "' is one argument too many."
                : "There is no command '" + first + "'.";
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
