package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Carries out one text as a shell does it. Not thread-safe; a text that is interrupted ends at its next command.
public final class ScriptRun {
    /// What a shell ends with for a text that it cannot read.
    static final int NOT_UNDERSTOOD = 2;

    /// What a shell ends with for a program that does not exist.
    static final int NO_SUCH_PROGRAM = 127;

    /// What a shell reports of a program whose output is not read any more.
    static final int OUTPUT_CLOSED = 141;

    private static final int MOST_COMMANDS = 1_000;
    private static final int DEEPEST = 20;

    /// Of one value, in bytes.
    private static final int LONGEST = 64 * 1024;

    /// What a shell would make several words of, or none, or names of files.
    private static final Pattern SPLIT = Pattern.compile("[\\s*?\\[]");

    private static final Pattern EXPORTED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?", Pattern.DOTALL);

    private final Map<String, Tool> tools;
    private final Map<String, String> variables;
    private final Set<String> exported;
    private final Map<String, Script> functions;
    private final AtomicInteger commands;
    private final int depth;
    private boolean endsAtFailure;
    private boolean pipefail;
    private boolean ended;

    /// The exit code of the last `$(...)`.
    private int substituted;

    /// @param tools by the names of their programs
    /// @param variables that the text finds; it exports none of them
    public ScriptRun(Map<String, Tool> tools, Map<String, String> variables) {
        this.tools = Map.copyOf(tools);
        this.variables = new HashMap<>(variables);
        this.exported = new HashSet<>();
        this.functions = new HashMap<>();
        this.commands = new AtomicInteger();
        this.depth = 0;
    }

    /// What `$(...)` and the parts of a pipeline run in: nothing that they set is kept.
    private ScriptRun(ScriptRun outer) {
        this.tools = outer.tools;
        this.variables = new HashMap<>(outer.variables);
        this.exported = new HashSet<>(outer.exported);
        this.functions = new HashMap<>(outer.functions);
        this.commands = outer.commands;
        this.depth = outer.depth + 1;
        this.pipefail = outer.pipefail;
    }

    /// @param out its standard output
    /// @param err its standard error, with what is refused
    /// @return the exit code
    /// @throws InterruptedException when the time is up
    public int run(String text, Output out, Output err) throws InterruptedException {
        try {
            Script script;
            try {
                script = Parser.parse(text);
            } catch (ScriptException e) {
                return Tool.refuse(err, String.valueOf(e.getMessage()));
            }
            try {
                return run(script, new byte[0], out, err, 0);
            } catch (ScriptException e) {
                Tool.refuse(err, String.valueOf(e.getMessage()));
                return 1;
            }
        } catch (IOException e) {
            return OUTPUT_CLOSED;
        }
    }

    private int run(Script script, byte[] in, OutputStream out, OutputStream err, int calls)
            throws ScriptException, IOException, InterruptedException {
        int status = 0;
        for (Script.Command command : script.commands()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (commands.incrementAndGet() > MOST_COMMANDS) {
                throw new ScriptException(command.line(), "a text may run " + MOST_COMMANDS + " commands");
            }
            switch (command) {
                case Script.Definition definition -> {
                    functions.put(definition.name(), definition.body());
                    status = 0;
                }
                case Script.Pipeline pipeline -> status = pipeline(pipeline, in, out, err, calls);
            }
            if (status != 0 && endsAtFailure) {
                ended = true;
            }
            if (ended) {
                return status;
            }
        }
        return status;
    }

    private int pipeline(Script.Pipeline pipeline, byte[] in, OutputStream out, OutputStream err, int calls)
            throws ScriptException, IOException, InterruptedException {
        if (pipeline.parts().size() == 1) {
            return simple(pipeline.parts().getFirst(), in, out, err, calls);
        }
        byte[] given = in;
        int failed = 0;
        int status = 0;
        for (int i = 0; i < pipeline.parts().size(); i++) {
            boolean last = i == pipeline.parts().size() - 1;
            Output between = new Output(LONGEST);
            status = within(pipeline.line()).simple(pipeline.parts().get(i), given, last ? out : between, err, calls);
            failed = status == 0 ? failed : status;
            given = between.bytes();
        }
        return pipefail ? failed : status;
    }

    private ScriptRun within(int line) throws ScriptException {
        if (depth >= DEEPEST) {
            throw new ScriptException(line, "this is nested too deeply");
        }
        return new ScriptRun(this);
    }

    private int simple(Script.Simple command, byte[] in, OutputStream out, OutputStream err, int calls)
            throws ScriptException, IOException, InterruptedException {
        substituted = 0;
        Map<String, String> assigned = new HashMap<>();
        List<String> words = new ArrayList<>();
        for (Script.Word word : command.words()) {
            words.add(expand(word, !words.isEmpty() && words.getFirst().equals("export"), err, calls));
        }
        for (Script.Assignment assignment : command.assignments()) {
            String value = expand(assignment.value(), true, err, calls);
            if (words.isEmpty()) {
                variables.put(assignment.name(), value);
            } else {
                assigned.put(assignment.name(), value);
            }
        }
        if (words.isEmpty()) {
            return substituted;
        }
        String name = words.getFirst();
        List<String> arguments = words.subList(1, words.size());
        Script function = functions.get(name);
        if (function != null) {
            if (!arguments.isEmpty() || !assigned.isEmpty() || calls >= DEEPEST) {
                throw new ScriptException(
                        command.line(),
                        "'" + name + "' can only be called by its name, " + DEEPEST + " times within each other");
            }
            return run(function, in, out, err, calls + 1);
        }
        return switch (name) {
            case "set" -> set(arguments, command.line());
            case "export" -> export(arguments, command.line());
            case ":", "true" -> 0;
            case "false" -> 1;
            default -> {
                Tool tool = tools.get(name);
                if (tool == null) {
                    err.write(("line " + command.line() + ": there is no '" + name + "' here, only "
                                    + String.join(
                                            ", ",
                                            tools.keySet().stream().sorted().toList()) + "\n")
                            .getBytes(UTF_8));
                    yield NO_SUCH_PROGRAM;
                }
                yield tool.run(new Tool.Call(arguments, environment(assigned), in), out, err);
            }
        };
    }

    private Map<String, String> environment(Map<String, String> assigned) {
        Map<String, String> environment = new HashMap<>();
        for (String name : exported) {
            String value = variables.get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.putAll(assigned);
        return environment;
    }

    private String expand(Script.Word word, boolean assigned, OutputStream err, int calls)
            throws ScriptException, IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (Script.Part part : word.parts()) {
            switch (part) {
                case Script.Literal literal -> text.append(literal.text());
                case Script.Variable variable -> {
                    String value = variables.get(variable.name());
                    if (value == null) {
                        throw new ScriptException(word.line(), variable.name() + " is not set");
                    }
                    text.append(whole(value, variable.quoted() || assigned, word.line()));
                }
                case Script.Substitution substitution -> {
                    Output captured = new Output(LONGEST);
                    try {
                        substituted = within(word.line()).run(substitution.script(), new byte[0], captured, err, calls);
                    } catch (IOException e) {
                        if (captured.isFull()) {
                            throw new ScriptException(word.line(), "a value is too long");
                        }
                        throw e;
                    }
                    String value = withoutLastLines(captured.text());
                    text.append(whole(value, substitution.quoted() || assigned, word.line()));
                }
            }
            if (text.length() > LONGEST) {
                throw new ScriptException(word.line(), "a value is too long");
            }
        }
        return text.toString();
    }

    /// A shell takes the ends of lines from the end of what it captured.
    private static String withoutLastLines(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String whole(String value, boolean asItIs, int line) throws ScriptException {
        if (!asItIs && (value.isEmpty() || SPLIT.matcher(value).find())) {
            throw new ScriptException(line, "a shell would split this value into words: put it in double quotes");
        }
        return value;
    }

    private int set(List<String> arguments, int line) throws ScriptException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.matches("-[eu]*o?")) {
                throw new ScriptException(line, "of 'set' only -e, -u and -o pipefail are carried out here");
            }
            endsAtFailure |= argument.contains("e");
            if (argument.endsWith("o")) {
                i++;
                if (i == arguments.size() || !arguments.get(i).equals("pipefail")) {
                    throw new ScriptException(line, "of 'set -o' only pipefail is carried out here");
                }
                pipefail = true;
            }
        }
        return 0;
    }

    private int export(List<String> arguments, int line) throws ScriptException {
        for (String argument : arguments) {
            Matcher matched = EXPORTED.matcher(argument);
            if (!matched.matches()) {
                throw new ScriptException(line, "'" + argument + "' cannot be exported");
            }
            if (matched.group(2) != null) {
                variables.put(matched.group(1), matched.group(2));
            }
            exported.add(matched.group(1));
        }
        return 0;
    }
}
