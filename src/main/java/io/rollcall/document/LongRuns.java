package io.rollcall.document;

import java.util.regex.Pattern;

/// Finds text that would occupy the parser for minutes: its time grows with the square of an indivisible run,
/// which is a value on one line without a blank, or a whole line where a block (`|` or `>`) may be. Long lines of
/// short pieces, like a list of a million names, are harmless.
final class LongRuns {
    /// In characters.
    static final int LONGEST = 64 * 1024;

    private static final Pattern BLOCK = Pattern.compile("(?m)(^|[\\s:-])[|>][0-9+-]{0,2}[ \\t]*(#.*)?$");

    private LongRuns() {}

    /// Records where a text holds such a run; visits every character once.
    ///
    /// @return whether it does
    static boolean in(String text, Problems problems) {
        boolean blocks = text.length() > LONGEST && BLOCK.matcher(text).find();
        int line = 1;
        int lineStart = 0;
        int runStart = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                line += c == '\n' ? 1 : 0;
                lineStart = i + 1;
                runStart = i + 1;
                quote = 0;
            } else if (c == ' ' || c == '\t') {
                runStart = i + 1;
            } else if (c == '"' || c == '\'') {
                quote = quote == 0 ? c : quote == c ? 0 : quote;
                runStart = i + 1;
            } else if (quote == 0 && (c == ',' || c == '[' || c == ']' || c == '{' || c == '}')) {
                runStart = i + 1;
            }
            if (i - runStart >= LONGEST || (blocks && i - lineStart >= LONGEST)) {
                problems.add("line " + line, "holds more than 64 KiB on one line that cannot be cut into values");
                return true;
            }
        }
        return false;
    }
}
