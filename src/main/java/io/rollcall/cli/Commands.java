package io.rollcall.cli;

import io.rollcall.cli.setup.CompletionCommand;
import io.rollcall.cli.setup.LoginCommand;
import io.rollcall.cli.setup.ProfilesCommand;
import io.rollcall.cli.setup.UseCommand;
import io.rollcall.cli.shell.Shell;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/// The commands that call the API.
public final class Commands {
    /// Those that look and change nothing.
    public static final List<String> LOOKING =
            List.of("status", "clusters", "users", "explain", "show", "plan", "operations", "operation", "audit");

    /// Those that change something.
    public static final List<String> CHANGING =
            List.of("sync", "cancel", "release", "retry", "stop", "adopt", "account");

    /// Those that set this program up.
    public static final List<String> SETTING_UP = List.of("login", "profiles", "use", "completion");

    /// All their names, in the order of the help.
    public static final List<String> NAMES =
            Stream.of(LOOKING, CHANGING, SETTING_UP).flatMap(List::stream).toList();

    private Commands() {}

    /// Adds all of them to a program.
    public static void addTo(CommandLine program, Shell shell) {
        NAMES.forEach(name -> add(program, name, shell));
        // A name that begins with @ is a name, not a file.
        program.setExpandAtFiles(false);
    }

    /// Adds one of them to a program.
    ///
    /// @param name one of [#NAMES]
    public static void add(CommandLine program, String name, Shell shell) {
        program.addSubcommand(command(name, shell));
    }

    private static Object command(String name, Shell shell) {
        return switch (name) {
            case "sync" -> new SyncCommand(shell);
            case "cancel" -> new CancelCommand(shell);
            case "plan" -> new PlanCommand(shell);
            case "show" -> new ShowCommand(shell);
            case "status" -> new StatusCommand(shell);
            case "operations" -> new OperationsCommand(shell);
            case "operation" -> new OperationCommand(shell);
            case "release" -> new ReleaseCommand(shell);
            case "retry" -> new RetryCommand(shell);
            case "stop" -> new StopCommand(shell);
            case "adopt" -> new AdoptCommand(shell);
            case "account" -> AccountCommand.with(shell);
            case "clusters" -> ClustersCommand.with(shell);
            case "users" -> new UsersCommand(shell);
            case "explain" -> new ExplainCommand(shell);
            case "audit" -> new AuditCommand(shell);
            case "login" -> new LoginCommand(shell);
            case "profiles" -> new ProfilesCommand(shell);
            case "use" -> new UseCommand(shell);
            case "completion" -> new CompletionCommand(shell);
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }
}
