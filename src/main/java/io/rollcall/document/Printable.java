package io.rollcall.document;

/// Which bytes are UTF-8 of characters that YAML lets a document hold, and that are neither tabs nor line ends
/// other than the usual ones.
final class Printable {
    private Printable() {}

    /// Whether all bytes are.
    static boolean all(byte[] content) {
        int at = 0;
        while (at < content.length) {
            byte b = content[at];
            if ((b >= ' ' && b < 0x7f) || b == '\n') {
                at++;
            } else if (b == '\r' && at + 1 < content.length && content[at + 1] == '\n') {
                at += 2;
            } else {
                int length = b < 0 ? length(content, at) : 0;
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /// How many bytes the character has; 0 if it is none of these.
    private static int length(byte[] content, int at) {
        int first = content[at] & 0xff;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > content.length) {
            return 0;
        }
        int code = first & (0xff >> (length + 1));
        for (int i = 1; i < length; i++) {
            int next = content[at + i] & 0xff;
            if (next >> 6 != 0b10) {
                return 0;
            }
            code = code << 6 | (next & 0x3f);
        }
        boolean shortest = length == 2 || code >= (length == 3 ? 0x800 : 0x10000);
        return shortest && isUsual(code) ? length : 0;
    }

    /// Neither a control character, a line end, half of a surrogate pair, a byte order mark, nor no character at
    /// all.
    private static boolean isUsual(int code) {
        return code >= 0xa0
                && code <= Character.MAX_CODE_POINT
                && (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)
                && code != 0x2028
                && code != 0x2029
                && code != 0xfeff
                && code != 0xfffe
                && code != 0xffff;
    }
}
