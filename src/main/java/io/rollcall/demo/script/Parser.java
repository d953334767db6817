package io.rollcall.demo.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a text as a [Script], or refuses it. Whatever a shell would read in another way than this class is
/// refused. Not thread-safe; one for each text.
final class Parser {
    private static final int END = -1;
    private static final int DEEPEST = 30;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=");
    private static final Pattern DEFINITION =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)[ \\t]*\\(\\)[ \\t]*\\{(?=[ \\t\\n])");

    /// Words that begin more than a command.
    private static final Set<String> RESERVED = Set.of(
            "!",
            "case",
            "coproc",
            "do",
            "done",
            "elif",
            "else",
            "esac",
            "fi",
            "for",
            "function",
            "if",
            "in",
            "select",
            "then",
            "time",
            "until",
            "while",
            "[[",
            "]]");

    private final String text;
    private int at;
    private int line = 1;
    private int depth;

    private Parser(String text) {
        this.text = text;
    }

    /// @throws ScriptException for what is not understood, or is not carried out here
    static Script parse(String text) throws ScriptException {
        Parser parser = new Parser(text.replace("\r\n", "\n"));
        return parser.list(END);
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private char take() {
        char taken = text.charAt(at++);
        if (taken == '\n') {
            line++;
        }
        return taken;
    }

    private boolean follows(String what) {
        return text.startsWith(what, at);
    }

    private ScriptException refused(String what) {
        return new ScriptException(line, what);
    }

    /// Commands up to the end of the text, or to what closes them.
    private Script list(int end) throws ScriptException {
        if (++depth > DEEPEST) {
            throw refused("this is nested too deeply");
        }
        List<Script.Command> commands = new ArrayList<>();
        while (true) {
            skipBetweenCommands();
            int next = peek();
            if (next == end) {
                if (end != END) {
                    take();
                }
                depth--;
                return new Script(commands);
            }
            if (next == END) {
                throw refused("'" + (char) end + "' is missing");
            }
            commands.add(command());
            skipBlanks();
            int after = peek();
            if (after != END && after != end && "\n;#".indexOf(after) < 0) {
                throw refused("'" + (char) after + "' cannot stand here");
            }
        }
    }

    private void skipBetweenCommands() throws ScriptException {
        while (true) {
            skipBlanks();
            int next = peek();
            if (next == '#') {
                skipComment();
            } else if (next == '\n' || next == ';') {
                take();
            } else {
                return;
            }
        }
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t' || follows("\\\n")) {
            if (take() == '\\') {
                take();
            }
        }
    }

    private void skipComment() {
        while (peek() != END && peek() != '\n') {
            take();
        }
    }

    private Script.Command command() throws ScriptException {
        int began = line;
        Matcher definition = matcher(DEFINITION);
        if (definition.lookingAt()) {
            at = definition.end();
            return new Script.Definition(began, definition.group(1), list('}'));
        }
        List<Script.Simple> parts = new ArrayList<>();
        while (true) {
            parts.add(simple());
            if (peek() != '|') {
                return new Script.Pipeline(began, parts);
            }
            take();
            if (peek() == '|' || peek() == '&') {
                throw refused("'|" + (char) peek() + "' is not carried out here");
            }
        }
    }

    private Script.Simple simple() throws ScriptException {
        List<Script.Assignment> assignments = new ArrayList<>();
        List<Script.Word> words = new ArrayList<>();
        int began = line;
        while (true) {
            skipBlanks();
            int next = peek();
            if (next == '#') {
                skipComment();
                next = peek();
            }
            if (isEndOfCommand(next)) {
                if (assignments.isEmpty() && words.isEmpty()) {
                    throw refused("a command is missing");
                }
                return new Script.Simple(began, assignments, words);
            }
            Matcher assignment = matcher(ASSIGNMENT);
            if (words.isEmpty() && assignment.lookingAt()) {
                at = assignment.end();
                assignments.add(new Script.Assignment(assignment.group(1), word()));
            } else {
                Script.Word word = word();
                if (words.isEmpty()
                        && word.parts().size() == 1
                        && word.parts().getFirst() instanceof Script.Literal(String first)
                        && RESERVED.contains(first)) {
                    throw refused("'" + first + "' is not carried out here");
                }
                words.add(word);
            }
        }
    }

    private static boolean isEndOfCommand(int next) {
        return next == END || next == '\n' || next == ';' || next == '|' || next == ')';
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length());
    }

    /// What reads a word gathers its parts here.
    private static final class Parts {
        private final List<Script.Part> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private boolean anyText;

        void add(char text) {
            literal.append(text);
            anyText = true;
        }

        /// Quotes around nothing are an empty text.
        void addQuotes() {
            anyText = true;
        }

        void add(Script.Part part) {
            end();
            parts.add(part);
        }

        List<Script.Part> end() {
            if (anyText) {
                parts.add(new Script.Literal(literal.toString()));
                literal.setLength(0);
                anyText = false;
            }
            return parts;
        }
    }

    private Script.Word word() throws ScriptException {
        int began = line;
        Parts parts = new Parts();
        int start = at;
        boolean braces = false;
        while (true) {
            int next = peek();
            if (isEndOfCommand(next) || next == ' ' || next == '\t') {
                return new Script.Word(began, parts.end());
            }
            switch (next) {
                case '&', '<', '>', '(' -> throw refused("'" + (char) next + "' is not carried out here");
                case '`' -> throw refused("'`' is not carried out here: write $(...)");
                case '*', '?', '[' ->
                    throw refused("'" + (char) next + "' stands for names of files: put it in quotes");
                case '~' -> {
                    if (at == start) {
                        throw refused("'~' stands for a folder: put it in quotes");
                    }
                    parts.add(take());
                }
                case '{' -> {
                    braces = true;
                    parts.add(take());
                }
                case '\\' -> backslash(parts);
                case '\'' -> singleQuotes(parts);
                case '"' -> doubleQuotes(parts);
                case '$' -> dollar(parts, false);
                default -> {
                    if (braces && (next == ',' || follows(".."))) {
                        throw refused("braces stand for several words: put them in quotes");
                    }
                    parts.add(take());
                }
            }
        }
    }

    private void backslash(Parts parts) {
        take();
        if (peek() == '\n') {
            take();
        } else {
            parts.add(peek() == END ? '\\' : take());
        }
    }

    private void singleQuotes(Parts parts) throws ScriptException {
        take();
        parts.addQuotes();
        while (peek() != '\'') {
            if (peek() == END) {
                throw refused("a quote ' is not closed");
            }
            parts.add(take());
        }
        take();
    }

    private void doubleQuotes(Parts parts) throws ScriptException {
        take();
        parts.addQuotes();
        while (true) {
            int next = peek();
            switch (next) {
                case END -> throw refused("a quote \" is not closed");
                case '"' -> {
                    take();
                    return;
                }
                case '`' -> throw refused("'`' is not carried out here: write $(...)");
                case '$' -> dollar(parts, true);
                case '\\' -> {
                    take();
                    int escaped = peek();
                    if (escaped == '\n') {
                        take();
                    } else if (escaped == '$' || escaped == '`' || escaped == '"' || escaped == '\\') {
                        parts.add(take());
                    } else {
                        parts.add('\\');
                    }
                }
                default -> parts.add(take());
            }
        }
    }

    private void dollar(Parts parts, boolean quoted) throws ScriptException {
        take();
        int next = peek();
        if (next == '(') {
            take();
            if (peek() == '(') {
                throw refused("'$((' is not carried out here");
            }
            parts.add(new Script.Substitution(list(')'), quoted));
        } else if (next == '{') {
            take();
            String name = name();
            if (peek() != '}') {
                throw refused("of '${' only ${NAME} is carried out here");
            }
            take();
            parts.add(new Script.Variable(name, quoted));
        } else if (matcher(NAME).lookingAt()) {
            parts.add(new Script.Variable(name(), quoted));
        } else if ((next != END && "0123456789@*#?!$-".indexOf(next) >= 0)
                || (!quoted && (next == '\'' || next == '"'))) {
            throw refused("'$" + (char) next + "' is not carried out here");
        } else {
            parts.add('$');
        }
    }

    private String name() throws ScriptException {
        Matcher name = matcher(NAME);
        if (!name.lookingAt()) {
            throw refused("the name of a variable is missing");
        }
        at = name.end();
        return name.group();
    }
}
