package io.rollcall;

import io.rollcall.cli.shell.Shell;
import io.rollcall.ops.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Writes the manual pages of the program, from the same model as its help: one for `rollcall` and one for each
/// command. `build/package` runs it; it is no command of the program.
final class ManPages {
    private static final int NOT_WRAPPED = 1_000;

    private ManPages() {}

    /// @param args the folder that the pages are written to
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : pages().entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }

    /// The pages, in roff, by the names of their files.
    static Map<String, String> pages() {
        CommandLine program = Main.commandLine(Shell.ofProcess());
        List<CommandLine> all = new ArrayList<>();
        collect(program, all);
        return all.stream().collect(Collectors.toMap(one -> name(one) + ".1", one -> page(one, all), (one, _) -> one));
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(sub -> collect(sub, all));
    }

    /// `rollcall-account-password`
    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private static String page(CommandLine command, List<CommandLine> all) {
        CommandSpec spec = command.getCommandSpec();
        spec.usageMessage().width(NOT_WRAPPED);
        CommandLine.Help help = command.getHelp();
        String description = String.join(" ", spec.usageMessage().description());
        StringBuilder page = new StringBuilder(2_048);
        page.append(".TH \"")
                .append(quoted(name(command).toUpperCase(java.util.Locale.ROOT)))
                .append("\" 1 \"\" \"Rollcall ")
                .append(quoted(Build.own().version()))
                .append("\" \"Rollcall\"\n.SH NAME\n")
                .append(text(name(command)))
                .append(" \\- ")
                .append(text(firstSentence(description)))
                .append("\n.SH SYNOPSIS\n.nf\n")
                .append(lines(help.synopsis(0).strip()))
                .append(".fi\n.SH DESCRIPTION\n")
                .append(lines(help.description().strip()));
        parameters(spec, page);
        options(spec, page);
        if (!command.getSubcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            command.getSubcommands()
                    .forEach((name, sub) -> entry(
                            page,
                            "rollcall-" + name + "(1)",
                            String.join(" ", sub.getCommandSpec().usageMessage().description())));
        }
        String footer = help.footer().strip();
        if (!footer.isEmpty()) {
            page.append(".SH NOTES\n.nf\n").append(lines(footer)).append(".fi\n");
        }
        page.append(".SH SEE ALSO\n")
                .append(text(all.stream()
                        .map(ManPages::name)
                        .filter(other -> !other.equals(name(command)))
                        .map(other -> other + "(1)")
                        .collect(Collectors.joining(", "))))
                .append('\n');
        return page.toString();
    }

    private static void parameters(CommandSpec spec, StringBuilder page) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(one -> !one.hidden())
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        page.append(".SH ARGUMENTS\n");
        shown.forEach(one -> entry(page, one.paramLabel(), described(one.description(), one.defaultValueString())));
    }

    private static void options(CommandSpec spec, StringBuilder page) {
        List<OptionSpec> shown =
                spec.options().stream().filter(one -> !one.hidden()).toList();
        if (shown.isEmpty()) {
            return;
        }
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : shown) {
            String names = String.join(", ", option.names());
            String label = option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
            entry(page, label, described(option.description(), option.defaultValueString()));
        }
    }

    private static String described(String[] description, String defaultValue) {
        return String.join(" ", description)
                .replace("${DEFAULT-VALUE}", defaultValue)
                .replace("%%", "%");
    }

    private static void entry(StringBuilder page, String term, String text) {
        page.append(".TP\n\\fB")
                .append(text(term))
                .append("\\fR\n")
                .append(text(text))
                .append('\n');
    }

    private static String firstSentence(String description) {
        int end = description.indexOf(". ");
        String first = end < 0 ? description : description.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private static String quoted(String text) {
        return text(text).replace("\"", "\\(dq");
    }

    private static String lines(String text) {
        return text.lines().map(line -> text(line) + "\n").collect(Collectors.joining());
    }

    /// A hyphen of a command line is a minus, and a line must not begin with what roff takes for a request.
    private static String text(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
