package io.rollcall.cluster;

/// What a name may be made of before any server's own rules are asked.
public final class Text {
    private Text() {}

    /// Whether a text is whole Unicode without control characters: it can be stored in every database and sent
    /// to every directory. Control characters (NUL, line ends) and halves of surrogate pairs are refused.
    public static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c ->
                        Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /// The number of characters as a person counts them: code points, not UTF-16 units.
    public static int length(String text) {
        return text.codePointCount(0, text.length());
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
}
