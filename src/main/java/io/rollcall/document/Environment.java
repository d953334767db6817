package io.rollcall.document;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts environment variables in place of `${NAME}`; `$$` is a dollar sign, and so is a `$` before
/// anything else.
///
/// Also tells whether a value was literal. Not thread-safe; confined to one reading.
public final class Environment implements UnaryOperator<String> {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\{([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> variables;
    private boolean literal;

    public Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /// @throws IllegalArgumentException when the text names no variable that is set
    @Override
    public String apply(String text) {
        literal = !text.contains("${");
        return text.indexOf('$') < 0
                ? text
                : REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement(match)));
    }

    /// Whether the last value contained no variable.
    public boolean wasLiteral() {
        return literal;
    }

    private String replacement(MatchResult match) {
        String name = match.group(1);
        if (name == null) {
            return "$";
        }
        if (match.group(2).isEmpty() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a ${ that is not followed by the name of an environment variable and }; write $$ for a $");
        }
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }
}
