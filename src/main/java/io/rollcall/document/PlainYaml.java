package io.rollcall.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the YAML that programs and most people write, JSON included, many times as fast as the parser of the whole
/// language: block and flow collections of scalars that end on the line on which they begin. At the first byte of
/// anything else it gives up, and the other parser reads the document from its beginning and says what may be wrong
/// with it. So whatever is read here has no mistake, and the other parser would read the same; a test compares the
/// two on documents of every kind. Not thread-safe; used once.
///
/// Given up are, among others, tabs, anchors, aliases, tags, block scalars, values that continue on the next line,
/// complex keys, keys that are there twice, a second document.
final class PlainYaml {
    /// The other parser limits keys to 1,024 characters.
    private static final int LONGEST_KEY = 512;

    /// Digits may be a number, whose length the other parser limits.
    private static final int LONGEST_NUMBER = 256;

    private static final int MOST_KEYS = 64;
    private static final int NONE = -1;

    private static final boolean[] STARTS = table("_/$(+.~");
    private static final boolean[] CONTINUES = table("_/$(+.~-=@*&!%^<>|;`'\"\\)");

    private final byte[] content;
    private final Tree.Builder tree;
    private final int[][] keys = new int[Tree.DEEPEST + 1][MOST_KEYS];

    /// The next byte.
    private int at;

    /// Where the line of the next byte begins.
    private int lineStart;

    /// The column of the first byte of a line; [#NONE] at the end of the document.
    private int column;

    /// The scalar that was scanned last: the bytes between its quotes, if it has any.
    private int from;

    private int to;
    private boolean quoted;

    /// Its text, if the bytes hold escapes.
    private @Nullable String unescaped;

    /// Something is unusual, right or wrong.
    private static final class UnusualException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusualException() {
            super(null, null, false, false);
        }
    }

    private PlainYaml(byte[] content) {
        this.content = content;
        this.tree = new Tree.Builder(new Texts(content), 64 + content.length / 8);
    }

    /// The tree of a document; empty if anything in it is unusual.
    static Optional<Tree> tree(byte[] content) {
        if (!Printable.all(content) || LongRuns.in(content, new Problems())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PlainYaml(content).document());
        } catch (UnusualException e) {
            return Optional.empty();
        }
    }

    private Tree document() {
        if (peek(0) == '-' && peek(1) == '-' && peek(2) == '-') {
            at = 3;
        }
        toNextLine();
        value(1);
        // A line that begins in a column in which nothing may begin has ended all lists and mappings.
        expect(column == NONE);
        return tree.tree();
    }

    /// The value that begins here, where it may be a list or a mapping without brackets.
    private void value(int depth) {
        if (isItem()) {
            items(depth);
        } else if (isFlow()) {
            flow(depth);
            toNextLine();
        } else {
            int start = at;
            scan(false);
            int end = at;
            skipSpaces();
            if (peek(0) == ':') {
                at = start;
                fields(depth);
            } else {
                at = end;
                scalar(depth);
                toNextLine();
            }
        }
    }

    /// The list that begins here, with a hyphen before each item.
    private void items(int depth) {
        checkRoom(depth);
        int begin = at - lineStart;
        int list = tree.begin();
        int count = 0;
        do {
            at++;
            count++;
            skipSpaces();
            if (isEndOfLine()) {
                toNextLine();
                valueOrNothing(begin, depth + 1);
            } else {
                value(depth + 1);
            }
        } while (column == begin && isItem());
        tree.endItems(list, count);
    }

    /// The mapping that begins here, with a key at the beginning of each line that is not part of a value.
    private void fields(int depth) {
        checkRoom(depth);
        int begin = at - lineStart;
        int mapping = tree.begin();
        int count = 0;
        do {
            key(false, depth, count++);
            expect(isBlank(peek(0)));
            skipSpaces();
            if (isEndOfLine()) {
                toNextLine();
                if (column == begin && isItem()) {
                    items(depth + 1);
                } else {
                    valueOrNothing(begin, depth + 1);
                }
            } else if (isFlow()) {
                flow(depth + 1);
                toNextLine();
            } else {
                scan(false);
                scalar(depth + 1);
                toNextLine();
            }
        } while (column == begin);
        tree.endFields(mapping, count);
    }

    /// The value of a key or an item on the lines below it.
    private void valueOrNothing(int begin, int depth) {
        if (column > begin) {
            value(depth);
        } else {
            checkRoom(depth);
            tree.nothing();
        }
    }

    /// The list or the mapping that begins here with a bracket or a brace.
    private void flow(int depth) {
        checkRoom(depth);
        boolean isList = peek(0) == '[';
        byte close = (byte) (isList ? ']' : '}');
        int begin = tree.begin();
        int count = 0;
        at++;
        skipBlanks();
        boolean more = peek(0) != close;
        at += more ? 0 : 1;
        while (more) {
            if (!isList) {
                key(true, depth, count);
                skipBlanks();
            }
            count++;
            if (isFlow()) {
                flow(depth + 1);
            } else {
                scan(true);
                scalar(depth + 1);
            }
            skipBlanks();
            more = peek(0) == ',';
            expect(more || peek(0) == close);
            at++;
            if (more) {
                skipBlanks();
            }
        }
        if (isList) {
            tree.endItems(begin, count);
        } else {
            tree.endFields(begin, count);
        }
    }

    /// Adds a key, up to its colon.
    ///
    /// @param number which one of its mapping
    private void key(boolean inFlow, int depth, int number) {
        int start = at;
        scan(inFlow);
        expect(unescaped == null);
        skipSpaces();
        expect(peek(0) == ':' && at - start <= LONGEST_KEY);
        at++;
        int text = tree.texts().of(from, to);
        expect(number < MOST_KEYS);
        int[] known = keys[depth];
        for (int i = 0; i < number; i++) {
            expect(known[i] != text);
        }
        known[number] = text;
        int _ = tree.key(text);
    }

    /// Adds the scalar that was scanned last.
    private void scalar(int depth) {
        checkRoom(depth);
        if (unescaped != null) {
            tree.scalar(tree.texts().of(unescaped));
        } else if (from == to || (!quoted && isNull())) {
            tree.nothing();
        } else {
            tree.scalar(tree.texts().of(from, to));
        }
    }

    private boolean isNull() {
        byte first = content[from];
        if (to - from == 1) {
            return first == '~';
        }
        if (to - from != 4 || (first != 'n' && first != 'N')) {
            return false;
        }
        return switch (new String(content, from, 4, UTF_8)) {
            case "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    private void scan(boolean inFlow) {
        unescaped = null;
        switch (peek(0)) {
            case '"', '\'' -> quoted();
            default -> plain(inFlow);
        }
    }

    private void plain(boolean inFlow) {
        quoted = false;
        from = at;
        to = at;
        byte first = peek(0);
        expect(first < 0 || STARTS[first]);
        // At the beginning of a line, dots may end the document.
        expect(first != '.' || at > lineStart);
        while (true) {
            skipOrdinary();
            byte b = peek(0);
            if (b == ' ') {
                skipSpaces();
            } else if (endsPlain(b, inFlow)) {
                break;
            } else {
                expect(!inFlow || b != '?');
                to = ++at;
            }
        }
        at = to;
        expect(to - from <= LONGEST_NUMBER || first < 0 || Character.isLetter(first));
    }

    /// Past the bytes that are part of a plain scalar wherever they are; most bytes of a document.
    private void skipOrdinary() {
        int next = at;
        while (next < content.length && (content[next] < 0 || CONTINUES[content[next]])) {
            next++;
        }
        if (next > at) {
            at = next;
            to = next;
        }
    }

    private boolean endsPlain(byte b, boolean inFlow) {
        return switch (b) {
            case 0, '\n', '\r' -> true;
            case '#' -> content[at - 1] == ' ';
            case ':' -> isBlank(peek(1)) || (inFlow && isFlowIndicator(peek(1)));
            default -> inFlow && isFlowIndicator(b);
        };
    }

    private void quoted() {
        quoted = true;
        byte quote = peek(0);
        at++;
        from = at;
        int begin = at;
        StringBuilder text = null;
        while (true) {
            byte b = peek(0);
            expect(b != '\n' && b != '\r' && b != 0);
            boolean doubled = b == '\'' && quote == '\'' && peek(1) == '\'';
            if (doubled || (b == '\\' && quote == '"')) {
                text = text == null ? new StringBuilder() : text;
                text.append(new String(content, begin, at - begin, UTF_8));
                at++;
                text.append(doubled ? '\'' : escaped());
                at++;
                begin = at;
            } else if (b == quote) {
                break;
            } else {
                at++;
            }
        }
        to = at;
        if (text != null) {
            unescaped =
                    text.append(new String(content, begin, at - begin, UTF_8)).toString();
        }
        at++;
    }

    /// The character of an escape that JSON and YAML have in common.
    private char escaped() {
        return switch (peek(0)) {
            case '"' -> '"';
            case '\\' -> '\\';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 1; i <= 4; i++) {
                    int digit = Character.digit(peek(i), 16);
                    expect(digit >= 0);
                    code = code << 4 | digit;
                }
                at += 4;
                yield (char) code;
            }
            default -> throw new UnusualException();
        };
    }

    /// Goes to the first byte of the next line that has any, past the rest of this one, which may only be blank or
    /// a comment.
    private void toNextLine() {
        boolean isNew = at == lineStart;
        while (true) {
            skipSpaces();
            skipComment();
            byte b = peek(0);
            if (b == 0) {
                column = NONE;
                return;
            }
            if (b != '\n' && b != '\r') {
                expect(isNew);
                column = at - lineStart;
                return;
            }
            nextLine();
            isNew = true;
        }
    }

    /// Goes to the next byte of a flow collection that is no blank, on whichever line.
    private void skipBlanks() {
        while (true) {
            skipSpaces();
            skipComment();
            byte b = peek(0);
            if (b != '\n' && b != '\r') {
                return;
            }
            nextLine();
        }
    }

    private void skipSpaces() {
        while (peek(0) == ' ') {
            at++;
        }
    }

    private void skipComment() {
        if (peek(0) == '#') {
            expect(at == lineStart || content[at - 1] == ' ');
            while (!isBreak(peek(0))) {
                at++;
            }
        }
    }

    /// Past a line end: a carriage return is always followed by a line feed.
    private void nextLine() {
        at += peek(0) == '\r' ? 2 : 1;
        lineStart = at;
    }

    private boolean isItem() {
        return peek(0) == '-' && isBlank(peek(1));
    }

    private boolean isFlow() {
        return peek(0) == '[' || peek(0) == '{';
    }

    private boolean isEndOfLine() {
        return isBreak(peek(0)) || peek(0) == '#';
    }

    private static boolean isFlowIndicator(byte b) {
        return switch (b) {
            case ',', '[', ']', '{', '}' -> true;
            default -> false;
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || isBreak(b);
    }

    private static boolean isBreak(byte b) {
        return b == '\n' || b == '\r' || b == 0;
    }

    /// A byte from the next one on; zero behind the end, and nowhere else.
    private byte peek(int ahead) {
        int index = at + ahead;
        return index < content.length ? content[index] : 0;
    }

    private void checkRoom(int depth) {
        expect(depth <= Tree.DEEPEST && !tree.full());
    }

    private static void expect(boolean usual) {
        if (!usual) {
            throw new UnusualException();
        }
    }

    /// Letters, digits and these.
    private static boolean[] table(String others) {
        boolean[] table = new boolean[128];
        for (char c = 0; c < table.length; c++) {
            table[c] = Character.isLetterOrDigit(c) || others.indexOf(c) >= 0;
        }
        return table;
    }
}
