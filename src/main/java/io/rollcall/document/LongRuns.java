package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/// Finds text that would occupy the parser for minutes: its time grows with the square of an indivisible run,
/// which is a value on one line without a blank, or a whole line where a block (`|` or `>`) may be. Long lines of
/// short pieces, like a list of a million names, are harmless.
final class LongRuns {
    /// In characters.
    static final int LONGEST = 64 * 1024;

    private static final Pattern BLOCK = Pattern.compile("(?m)(^|[\\s:-])[|>][0-9+-]{0,2}[ \\t]*(#.*)?$");

    private LongRuns() {}

    /// Records where a text holds such a run; visits every byte once, or twice if a line is long.
    ///
    /// @param content in UTF-8
    /// @return whether it does
    static boolean in(byte[] content, Problems problems) {
        return hasLongLine(content) && in(content, mayHoldBlocks(content), problems);
    }

    private static boolean in(byte[] content, boolean blocks, Problems problems) {
        int line = 1;
        // In characters, as Java counts them.
        int sinceLineStart = 0;
        int sinceRunStart = 0;
        byte quote = 0;
        for (byte b : content) {
            boolean separates = false;
            if (b == '\n' || b == '\r') {
                line += b == '\n' ? 1 : 0;
                sinceLineStart = 0;
                separates = true;
                quote = 0;
            } else {
                sinceLineStart += characters(b);
                if (b == ' ' || b == '\t') {
                    separates = true;
                } else if (b == '"' || b == '\'') {
                    quote = quote == 0 ? b : quote == b ? 0 : quote;
                    separates = true;
                } else {
                    separates = quote == 0 && (b == ',' || b == '[' || b == ']' || b == '{' || b == '}');
                }
            }
            sinceRunStart = separates ? 0 : sinceRunStart + characters(b);
            if (sinceRunStart > LONGEST || (blocks && sinceLineStart > LONGEST)) {
                problems.add("line " + line, "holds more than 64 KiB on one line that cannot be cut into values");
                return true;
            }
        }
        return false;
    }

    /// How many characters begin with a byte: two for one that is a surrogate pair.
    private static int characters(byte b) {
        return (b & 0xc0) == 0x80 ? 0 : (b & 0xf8) == 0xf0 ? 2 : 1;
    }

    private static boolean hasLongLine(byte[] content) {
        int lineStart = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n' || content[i] == '\r') {
                lineStart = i + 1;
            } else if (i - lineStart >= LONGEST) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayHoldBlocks(byte[] content) {
        for (byte b : content) {
            if (b == '|' || b == '>') {
                return BLOCK.matcher(new String(content, UTF_8)).find();
            }
        }
        return false;
    }
}
