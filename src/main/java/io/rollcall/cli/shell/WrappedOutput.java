package io.rollcall.cli.shell;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The output to a terminal of a certain width: a line that is longer goes on below, under its last column, and no
/// word is cut. What is printed without the end of a line is left as it is.
public final class WrappedOutput extends PrintStream {
    /// Below that nothing is wrapped.
    static final int NARROWEST = 40;

    /// Where a line goes on that has no columns.
    private static final int PLAIN_INDENT = 4;

    private static final Pattern GAP = Pattern.compile(" {2,}(?=\\S)");
    private static final Pattern WORD = Pattern.compile(" *[^ ]+");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final int width;

    public WrappedOutput(OutputStream out, int width) {
        super(out, false, StandardCharsets.UTF_8);
        this.width = Math.max(width, NARROWEST);
    }

    /// The columns of the terminal.
    public int width() {
        return width;
    }

    @Override
    public void println(@Nullable String line) {
        super.println(wrapped(String.valueOf(line), width));
    }

    /// A line in as many lines as it needs.
    static String wrapped(String line, int width) {
        if (columns(line) <= width) {
            return line;
        }
        int indent = indent(line, width);
        StringBuilder all = new StringBuilder();
        int at = 0;
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            String word = words.group();
            if (at > indent && at + columns(word) > width) {
                all.append('\n').append(" ".repeat(indent));
                at = indent;
                word = word.stripLeading();
            }
            all.append(word);
            at += columns(word);
        }
        return all.toString();
    }

    /// Where the last column begins that still leaves half the width.
    private static int indent(String line, int width) {
        int indent = PLAIN_INDENT;
        Matcher gaps = GAP.matcher(line);
        while (gaps.find()) {
            int column = columns(line.substring(0, gaps.end()));
            if (column > width / 2) {
                break;
            }
            indent = column;
        }
        return indent;
    }

    /// How many columns a terminal uses for a text.
    public static int columns(String text) {
        return COLOUR.matcher(text)
                .replaceAll("")
                .codePoints()
                .map(c -> switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
                    default -> Character.getType(c) == Character.NON_SPACING_MARK ? 0 : 1;
                })
                .sum();
    }
}
