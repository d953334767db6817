package io.rollcall.cli.setup;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The completion of the shell fish: a line for each command and each option.
final class FishCompletion {
    private final StringBuilder script = new StringBuilder();
    private final String program;

    private FishCompletion(String program) {
        this.program = program;
    }

    static String of(String program, CommandLine commands) {
        FishCompletion completion = new FishCompletion(program);
        completion.script.append("complete -c ").append(program).append(" -f\n");
        commands.getSubcommands().forEach(completion::command);
        return completion.script.toString();
    }

    private void command(String name, CommandLine command) {
        add("__fish_use_subcommand", "-a " + name, summary(command));
        command.getCommandSpec().options().forEach(option -> option(name, option));
        command.getSubcommands().forEach((inner, described) -> {
            add("__fish_seen_subcommand_from " + name, "-a " + inner, summary(described));
            described.getCommandSpec().options().forEach(option -> option(inner, option));
        });
    }

    private void option(String command, OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
        boolean takesFile = option.paramLabel().equals("FILE") && option.arity().max() > 0;
        add(
                "__fish_seen_subcommand_from " + command,
                names + (option.arity().max() > 0 ? takesFile ? " -r -F" : " -x" : ""),
                String.join(" ", option.description()));
    }

    private void add(String condition, String what, String description) {
        script.append("complete -c ")
                .append(program)
                .append(" -n '")
                .append(condition)
                .append("' ")
                .append(what)
                .append(" -d '")
                .append(description.replace("\\", "\\\\").replace("'", "\\'").replace("${DEFAULT-VALUE}", ""))
                .append("'\n");
    }

    private static String summary(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0].split("[.:] ", 2)[0];
    }
}
