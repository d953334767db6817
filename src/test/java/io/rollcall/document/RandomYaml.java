package io.rollcall.document;

import java.util.List;
import java.util.random.RandomGenerator;

/// Writes documents as programs and people do, in every style that is usual and some that are not, and then breaks
/// them a little, or not.
final class RandomYaml {
    private static final List<String> WORDS = List.of(
            "a",
            "b",
            "user1",
            "null",
            "Null",
            "NULL",
            "~",
            "true",
            "no",
            "007",
            "1e5",
            "0x1F",
            "0b101",
            "1_000",
            "1:30",
            "+1",
            "-1",
            ".5",
            ".inf",
            "..",
            "...",
            "---",
            "-",
            "--",
            "2026-01-01",
            "it's",
            "a b",
            "a  b",
            "a:b",
            "a#b",
            "a #b",
            "a: b",
            "a :b",
            "x?",
            "?",
            "? a",
            "k=v",
            "=",
            "<<",
            "<a",
            "$HOME",
            "${A}",
            "/etc/x",
            "(x)",
            "\u00e9",
            "\u4e2d\u6587",
            "\ud83d\ude00",
            "\u00a0",
            "a\u2028b",
            "\ufeff",
            "\u0085",
            "!x",
            "&x",
            "*x",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "a|",
            "[",
            "]",
            "{",
            "}",
            "a,b",
            ",",
            "a]",
            "'",
            "\"",
            "\\",
            "#",
            "# a",
            "mrs:job:submit",
            "a:",
            ":a",
            "",
            " ",
            "x".repeat(300),
            "1".repeat(300),
            "k".repeat(1_100),
            "0" + "7".repeat(1_010),
            "... x",
            "\t",
            "a\tb");

    private static final String NASTY = "\n\n\n   --::##,,[]{}\"\"''&*!|>%@`?~.\t\r\\0a\u00e9\ufeff\u2028";

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    private final String lineEnd;
    private final boolean tame;

    private RandomYaml(RandomGenerator random) {
        this.random = random;
        this.lineEnd = chance(10) ? "\r\n" : "\n";
        this.tame = !chance(4);
    }

    static String document(RandomGenerator random) {
        RandomYaml writer = new RandomYaml(random);
        writer.write();
        return random.nextInt(3) == 0 ? broken(writer.text.toString(), random) : writer.text.toString();
    }

    /// With a few characters more, fewer or changed, or cut off.
    private static String broken(String text, RandomGenerator random) {
        StringBuilder broken = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0 && !broken.isEmpty(); i--) {
            int at = random.nextInt(broken.length());
            char nasty = NASTY.charAt(random.nextInt(NASTY.length()));
            switch (random.nextInt(5)) {
                case 0 -> broken.deleteCharAt(at);
                case 1 -> broken.insert(at, nasty);
                case 2 -> broken.setCharAt(at, nasty);
                case 3 -> broken.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                default -> broken.setLength(random.nextInt(4) == 0 ? at : broken.length());
            }
        }
        return broken.toString();
    }

    private void write() {
        if (chance(20)) {
            text.append("---").append(lineEnd);
        }
        if (chance(10)) {
            text.append("# a comment").append(lineEnd);
        }
        if (chance(5)) {
            flow(0);
            text.append(lineEnd);
        } else if (chance(30)) {
            scalar(false);
            text.append(lineEnd);
        } else {
            block(chance(20) ? 2 : 0, 0);
        }
        if (chance(20)) {
            text.setLength(Math.max(0, text.length() - lineEnd.length()));
        }
    }

    private void block(int indent, int depth) {
        if (chance(2)) {
            items(indent, depth);
        } else {
            fields(indent, depth);
        }
    }

    private void items(int indent, int depth) {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            indent(indent).append('-');
            if (depth < 4 && chance(4)) {
                text.append(" ".repeat(random.nextInt(1, 3)));
                int column = text.length() - text.lastIndexOf("\n") - 1;
                StringBuilder rest = new StringBuilder();
                int length = text.length();
                block(column, depth + 1);
                // The first line of the inner block goes on here.
                rest.append(text, Math.min(length + column, text.length()), text.length());
                text.setLength(length);
                text.append(rest);
            } else {
                value(indent, depth, false);
            }
        }
    }

    private void fields(int indent, int depth) {
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            indent(indent);
            key(i);
            text.append(chance(15) ? " :" : ":");
            value(indent, depth, true);
        }
    }

    private void key(int number) {
        if (!tame && chance(20)) {
            text.append(chance(2) ? "\"\\u006bey1\"" : "\"\"");
            return;
        }
        String quote = chance(5) ? "\"" : chance(8) ? "'" : "";
        text.append(quote).append(tame || !chance(6) ? "key" + number : word()).append(quote);
        text.append(!tame && chance(40) ? " ".repeat(1_100) : "");
    }

    private void value(int indent, int depth, boolean ofKey) {
        switch (depth < 4 ? random.nextInt(10) : 9) {
            case 0 -> end();
            case 4 -> {
                end();
                indent(indent + random.nextInt(4));
                if (chance(2)) {
                    flow(depth);
                } else {
                    scalar(false);
                }
                end();
            }
            case 1, 2 -> {
                end();
                block(indent + random.nextInt(ofKey ? 0 : 1, 4), depth + 1);
            }
            case 3 -> {
                text.append(' ');
                flow(depth);
                text.append(tame || !chance(5) ? "" : " key9: more");
                end();
            }
            default -> {
                text.append(" ".repeat(chance(10) ? random.nextInt(4) : 1));
                scalar(false);
                text.append(tame || !chance(15) ? "" : word());
                end();
            }
        }
    }

    private void flow(int depth) {
        boolean list = chance(2);
        text.append(list ? '[' : '{');
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            space();
            if (!list) {
                key(i);
                text.append(':');
                if (!chance(4)) {
                    space();
                }
            }
            if (depth < 4 && chance(5)) {
                flow(depth + 1);
            } else {
                scalar(true);
            }
            space();
            if (i + 1 < count || (!tame && chance(10))) {
                text.append(',');
            }
        }
        text.append(list ? ']' : '}');
    }

    private void scalar(boolean inFlow) {
        String word = tame ? "word" + random.nextInt(5) : word();
        switch (random.nextInt(6)) {
            case 0 ->
                text.append('"')
                        .append(tame ? word : word.replace("\"", "\\\""))
                        .append('"');
            case 1 -> text.append('\'').append(word.replace("'", "''")).append('\'');
            case 2 -> text.append(tame ? word : "\"\\u00e9\\ud83d\\n" + word + "\"");
            case 3 -> text.append(tame && inFlow ? word : word + " and more");
            default -> text.append(word);
        }
    }

    private void space() {
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> text.append(lineEnd).append(" ".repeat(random.nextInt(4)));
            case 2 -> text.append(chance(5) ? " # more" + lineEnd : "  ");
            default -> text.append(' ');
        }
    }

    private void end() {
        text.append(" ".repeat(chance(8) ? 1 : 0))
                .append(chance(12) ? " # why" : "")
                .append(lineEnd);
        if (chance(15)) {
            text.append(chance(2) ? "" : "  # between").append(lineEnd);
        }
    }

    private StringBuilder indent(int indent) {
        return text.append(" ".repeat(tame || !chance(30) ? indent : random.nextInt(6)));
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
