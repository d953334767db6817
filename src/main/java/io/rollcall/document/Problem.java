package io.rollcall.document;

/// One thing that is wrong with a file. Both texts are safe to print and to log whatever the file holds:
/// control and invisible characters are escaped.
///
/// @param place where: a path like `users[3].name`, or `line 3, column 5`; empty for the file as a whole
/// @param text what, without any value that may be a secret
public record Problem(String place, String text) {
    public Problem {
        place = printable(place);
        text = printable(text);
    }

    /// The text with everything escaped that a terminal or a log could take for an instruction.
    static String printable(String text) {
        if (text.codePoints().noneMatch(Problem::unsafe)) {
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

    @Override
    public String toString() {
        return place.isEmpty() ? text : place + ": " + text;
    }
}
