package io.rollcall.cluster;

import java.util.Locale;
import java.util.regex.Pattern;

/// Which characters a name may have, before any server's own rules apply.
public final class Text {
    private static final Pattern BLANKS = Pattern.compile(" {2,}");

    /// Replaces a character that cannot be stored or shown (U+FFFD, Unicode's own replacement character).
    public static final char UNREADABLE = '\ufffd';

    private static final int MOST_OF_ID = 64;

    private Text() {}

    /// The text as a directory gives it back: halves of surrogate pairs and NUL, which no directory can hold, are
    /// replaced by [#UNREADABLE].
    public static String whole(String text) {
        if (isWhole(text)) {
            return text;
        }
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(c -> whole.appendCodePoint(unwritable(c) ? UNREADABLE : c));
        return whole.toString();
    }

    private static boolean isWhole(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (unwritable(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean unwritable(int c) {
        return c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /// Whether a text is whole Unicode without control characters: it can be stored in every database and sent
    /// to every directory. Control characters (NUL, line ends) and halves of surrogate pairs are refused.
    public static boolean isPlain(String text) {
        // A loop and no stream: it runs for every name and id that is read.
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isISOControl(c) || unwritable(c)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a text is 1 to 64 letters, digits, `_` and `-` (R4).
    static boolean isId(String text) {
        // A loop and no pattern: it runs twice for every request.
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MOST_OF_ID;
    }

    /// The number of characters as a person counts them: code points, not UTF-16 units.
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// The text, or its first `most` characters and an ellipsis if it has more.
    public static String shortened(String text, int most) {
        return length(text) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }

    /// The form under which a directory compares names: ignoring letter case, blanks at either end and the number
    /// of blanks between two words (RFC 4518, 2.6.1).
    public static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.startsWith(" ") && !lower.endsWith(" ") && !lower.contains("  ")) {
            return lower;
        }
        String squeezed = BLANKS.matcher(lower).replaceAll(" ").strip();
        return squeezed.isEmpty() ? " " : squeezed;
    }

    /// The text with all characters escaped that a terminal or a log could interpret as an instruction.
    public static String printable(String text) {
        if (text.codePoints().noneMatch(Text::unsafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (unsafe(c)) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static boolean unsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    static String checkedName(String what, String value, int most) {
        int length = length(value);
        if (length < 1 || length > most) {
            throw new IllegalArgumentException(what + " must have 1 to " + most + " characters, but has " + length);
        }
        if (!isPlain(value)) {
            throw new IllegalArgumentException(what + " holds a control character");
        }
        return value;
    }

    /// A number with its noun, `1 user` and `2 users`.
    public static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
