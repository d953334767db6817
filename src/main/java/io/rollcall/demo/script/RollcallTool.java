package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cli.Commands;
import io.rollcall.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `rollcall`, in this process, through the program's own command line: the commands that call the API, and of this
/// server alone. Thread-safe.
public final class RollcallTool implements Tool {
    private static final int WRONG_USE = 64;

    private static final String ENDPOINT = "ROLLCALL_ENDPOINT";

    /// Those that call the API and write no file.
    static final List<String> COMMANDS =
            Stream.concat(Commands.LOOKING.stream(), Commands.CHANGING.stream()).toList();

    /// No others: some name files.
    private static final Set<String> VARIABLES = Set.of(
            ENDPOINT,
            "ROLLCALL_PROJECT_ID",
            "ROLLCALL_CLUSTER_ID",
            "ROLLCALL_ACCESS_KEY",
            "ROLLCALL_SECRET_KEY",
            "ROLLCALL_TOKEN");

    /// How the help names values that lead away: to files, to other servers.
    private static final Set<String> AWAY = Set.of("FILE", "URL");

    private static final String PROFILE = "--profile";
    private static final String STANDARD_INPUT = "-";

    private final URI origin;
    private final Secrets secrets;
    private final Optional<Path> authority;
    private final Path home;
    private final BiFunction<Shell, String[], CommandLine> program;

    /// @param origin of the only server that it calls
    /// @param authority what that server's certificate is checked with, if it has one
    /// @param home a folder without profiles
    /// @param program the program as far as some arguments need it
    public RollcallTool(
            URI origin,
            Secrets secrets,
            Optional<Path> authority,
            Path home,
            BiFunction<Shell, String[], CommandLine> program) {
        this.origin = origin;
        this.secrets = secrets;
        this.authority = authority;
        this.home = home;
        this.program = program;
    }

    @Override
    public int run(Call call, OutputStream out, OutputStream err) throws IOException {
        String[] arguments = call.arguments().toArray(String[]::new);
        if (arguments.length == 0 || !COMMANDS.contains(arguments[0])) {
            return refuse(err, "only these commands are run here: " + String.join(", ", COMMANDS));
        }
        Map<String, String> environment = new HashMap<>();
        for (Map.Entry<String, String> variable : call.exported().entrySet()) {
            if (VARIABLES.contains(variable.getKey())) {
                environment.put(variable.getKey(), used(variable.getKey(), variable.getValue()));
            } else if (variable.getKey().startsWith("ROLLCALL_")) {
                return refuse(err, variable.getKey() + " cannot be set here");
            }
        }
        String endpoint = environment.get(ENDPOINT);
        if (endpoint != null && !endpoint.equals(origin.toString())) {
            return refuse(err, "only " + origin + " is called from here: " + ENDPOINT + " must be that");
        }
        authority.ifPresent(file -> environment.put("ROLLCALL_CA_FILE", file.toString()));
        PrintStream shown = new PrintStream(out, false, UTF_8);
        PrintStream complaints = new PrintStream(err, true, UTF_8);
        Shell shell = new Shell(environment, home, new ByteArrayInputStream(call.in()), shown, complaints, false);
        Optional<String> away = away(program.apply(shell, arguments), arguments);
        if (away.isPresent()) {
            return refuse(err, away.get() + " cannot be given here: no file is read, and only this server is called");
        }
        int code = program.apply(shell, arguments).execute(arguments);
        shown.flush();
        complaints.flush();
        return code;
    }

    private String used(String variable, String value) {
        return switch (variable) {
            case "ROLLCALL_SECRET_KEY" -> secrets.usedKey(value);
            case "ROLLCALL_TOKEN" -> secrets.usedToken(value);
            default -> value;
        };
    }

    /// The first argument that leads away from this server or to a file.
    private static Optional<String> away(CommandLine command, String... arguments) {
        try {
            for (ParseResult parsed = command.parseArgs(arguments); parsed != null; parsed = parsed.subcommand()) {
                for (OptionSpec option : parsed.matchedOptions()) {
                    if (AWAY.contains(option.paramLabel())
                            || option.longestName().equals(PROFILE)) {
                        return Optional.of(option.longestName());
                    }
                }
                for (PositionalParamSpec argument : parsed.matchedPositionals()) {
                    if (AWAY.contains(argument.paramLabel())
                            && !argument.stringValues().equals(List.of(STANDARD_INPUT))) {
                        return Optional.of(argument.paramLabel());
                    }
                }
            }
            return Optional.empty();
        } catch (ParameterException e) {
            // It says itself what is wrong, and does nothing else.
            return Optional.empty();
        }
    }

    private static int refuse(OutputStream err, String why) throws IOException {
        Tool.refuse(err, "rollcall: " + why);
        return WRONG_USE;
    }
}
