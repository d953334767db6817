package io.rollcall;

import io.rollcall.cli.Commands;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cluster.Text;
import io.rollcall.demo.DemoCommand;
import io.rollcall.document.Values;
import io.rollcall.ops.Build;
import io.rollcall.server.CheckCommand;
import io.rollcall.server.DoctorCommand;
import io.rollcall.server.HealthCommand;
import io.rollcall.server.ReloadCommand;
import io.rollcall.server.ServeCommand;
import io.rollcall.state.AuditCommand;
import io.rollcall.state.StateCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point: `./rollcall COMMAND`.
@Command(
        name = "rollcall",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description =
                "Copies the users and groups of a cloud IAM into a big-data cluster's Manager, behind the HTTP API "
                        + "of MRS IAM synchronization.",
        exitCodeOnInvalidInput = 64,
        footer = {
            "",
            "Examples:",
            "  rollcall demo                    everything here, nothing to configure",
            "  rollcall serve --config FILE     the server; see config/rollcall.sample.yaml",
            "  rollcall backup --config FILE --to STATE    the service's state in one file",
            "  rollcall plan --all              what a full synchronization would do",
            "  rollcall sync --all              the same, done after a question",
            "",
            "All commands but those that run the server, audit verify, profiles, use and completion are clients",
            "of the HTTP API. Where it is, and who calls, comes from a profile in",
            "~/.config/rollcall/profiles.yaml or from the environment: ROLLCALL_ENDPOINT,",
            "ROLLCALL_PROJECT_ID, ROLLCALL_CLUSTER_ID, and ROLLCALL_ACCESS_KEY with",
            "ROLLCALL_SECRET_KEY, or ROLLCALL_TOKEN; with HTTPS, ROLLCALL_CA_FILE names the",
            "certificates that may vouch for the server."
        })
public final class Main {
    /// Those that run or keep the server.
    private static final List<String> RUNNING =
            List.of("demo", "serve", "check", "doctor", "reload", "health", "backup", "restore");

    /// The commands in the order of the help.
    static final List<String> COMMANDS = Stream.concat(
                    RUNNING.stream(), Stream.concat(Commands.NAMES.stream(), Stream.of("version", "help")))
            .toList();

    /// The same in the groups of the help.
    private static final Map<String, List<String>> GROUPS = groups();

    private Main() {}

    /// Ends the process with 0 when all went well, 1 when the server or the demo failed, and 2 when their command
    /// line or configuration is wrong; the help of each client command lists its exit codes.
    public static void main(String[] args) {
        System.exit(commandLine(Shell.ofProcess(), args).execute(args));
    }

    /// The program as far as these arguments need it.
    static CommandLine commandLine(Shell shell, String... args) {
        CommandLine program = new CommandLine(new Main());
        for (String name : needed(args)) {
            switch (name) {
                case "demo" -> program.addSubcommand(new DemoCommand(Main::commandLine));
                case "serve" -> program.addSubcommand(new ServeCommand());
                case "check" -> program.addSubcommand(new CheckCommand());
                case "doctor" -> program.addSubcommand(new DoctorCommand());
                case "reload" -> program.addSubcommand(new ReloadCommand());
                case "health" -> program.addSubcommand(new HealthCommand());
                case "backup" -> program.addSubcommand(new StateCommand.Out());
                case "restore" -> program.addSubcommand(new StateCommand.In());
                case "audit" -> {
                    Commands.add(program, name, shell);
                    Objects.requireNonNull(program.getSubcommands().get(name)).addSubcommand(new AuditCommand.Verify());
                }
                case "version" -> program.addSubcommand(new VersionCommand(shell));
                case "help" -> program.addSubcommand(new HelpCommand());
                default -> Commands.add(program, name, shell);
            }
        }
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Main::inGroups);
        return program.setExpandAtFiles(false) // a name that begins with @ is a name
                .setUsageHelpAutoWidth(true)
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, arguments) -> explain(e, arguments.length > 0));
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Look", Commands.LOOKING);
        groups.put("Change", Commands.CHANGING);
        groups.put("Run the server", RUNNING);
        groups.put(
                "This program",
                Stream.concat(Commands.SETTING_UP.stream(), Stream.of("version", "help"))
                        .toList());
        return groups;
    }

    /// The commands of the help, group by group.
    private static String inGroups(Help help) {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            Help.TextTable table = Help.TextTable.forColumns(
                    help.colorScheme(),
                    new Help.Column(14, 2, Help.Column.Overflow.SPAN),
                    new Help.Column(help.commandSpec().usageMessage().width() - 14, 2, Help.Column.Overflow.WRAP));
            for (String name : names) {
                Help command = help.subcommands().get(name);
                if (command != null) {
                    table.addRowValues(name, summary(command.commandSpec().usageMessage()));
                }
            }
            text.append(String.format("%n%s:%n", title)).append(table);
        });
        return text.toString();
    }

    /// The beginning of what a command says of itself, without a full stop; its own help has the rest.
    private static String summary(UsageMessageSpec usage) {
        String[] text = usage.header().length == 0 ? usage.description() : usage.header();
        return text.length == 0 ? "" : text[0].split("[.:;]( |$)", 2)[0];
    }

    /// A command that is named needs no other one, and to describe all of them takes longer than most of them run.
    /// The help and the completion list them all, and so does what is said of a name that is wrong.
    private static List<String> needed(String... args) {
        if (args.length == 0) {
            return COMMANDS;
        }
        String first = args[0];
        if (args.length == 1 && (first.equals("--version") || first.equals("-V"))) {
            return List.of();
        }
        boolean alone = COMMANDS.contains(first) && !first.equals("help") && !first.equals("completion");
        return alone ? List.of(first) : COMMANDS;
    }

    /// One line about the mistake and one about where to find help, so that the first is not lost above a page of
    /// help.
    private static int explain(ParameterException wrong, boolean anythingGiven) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        if (anythingGiven) {
            err.println(Text.printable(inWords(wrong)));
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        } else {
            command.usage(err);
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String inWords(ParameterException wrong) {
        // A misspelling is reported before what is missing because of it.
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
                ? "'" + first + "' is one argument too many" + user(wrong.getCommandLine(), first)
                : "There is no command '" + first + "'"
                        + Values.suggestion(
                                first, wrong.getCommandLine().getSubcommands().keySet())
                        + ".";
    }

    /// Where a name stands without its option.
    private static String user(CommandLine command, String name) {
        return command.getCommandSpec().findOption("--user") == null ? "." : ": did you mean --user " + name + "?";
    }

    /// The version, and the commit it was built from.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Build.own().title(), "commit   " + Build.own().origin()};
        }
    }
}
