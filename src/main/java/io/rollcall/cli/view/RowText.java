package io.rollcall.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One row of a plan or of results as one line: a sign, the object, and what becomes of it.
///
/// | sign | means |
/// |---|---|
/// | `+` | comes, or is granted |
/// | `~` | changes |
/// | `-` | goes, or is withdrawn |
/// | `!` | cannot be done, or was not |
public final class RowText {
    private static final int KIND_WIDTH = 9;
    private static final int NAME_WIDTH = 24;

    /// Of longer lists only so many are named; `--json` has them all.
    private static final int MOST_NAMED = 5;

    private RowText() {}

    static char sign(JsonNode row) {
        String outcome = row.path("outcome").asText();
        if (outcome.equals("failed") || outcome.equals("refused")) {
            return '!';
        }
        return switch (row.path("action").asText()) {
            case "create", "grant", "enable" -> '+';
            case "delete", "withdraw", "disable" -> '-';
            case "update", "rename", "repair", "adopt" -> '~';
            default -> '!';
        };
    }

    public static String line(JsonNode row) {
        String object = padded(row.path("kind").asText(), KIND_WIDTH) + " "
                + padded(row.path("name").asText(), NAME_WIDTH);
        return (sign(row) + " " + object + " " + detail(row)).stripTrailing();
    }

    /// Text of others, made harmless, in a column of its own if it is not too long for it.
    private static String padded(String text, int width) {
        String safe = Text.printable(text);
        return safe + " ".repeat(Math.max(0, width - columns(safe)));
    }

    /// How much room a terminal gives to a text.
    private static int columns(String text) {
        return text.codePoints()
                .map(c -> switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, HANGUL -> 2;
                    default -> Character.getType(c) == Character.NON_SPACING_MARK ? 0 : 1;
                })
                .sum();
    }

    private static String detail(JsonNode row) {
        List<String> parts = new ArrayList<>();
        if (row.path("action").asText().equals("disable")) {
            parts.add("is disabled");
        } else if (row.path("action").asText().equals("rename")) {
            parts.add("-> " + Text.printable(row.path("after").path("name").asText()));
        } else {
            attributes(row, parts);
        }
        String reason = Text.printable(row.path("reason").asText());
        String outcome = row.path("outcome").asText();
        if (outcome.equals("skipped") || outcome.equals("already_so")) {
            parts.add("(" + outcome.replace('_', ' ') + ")");
        }
        if (!reason.isEmpty()) {
            parts.add(sign(row) == '!' ? reason : "(" + reason + ")");
        }
        return String.join("  ", parts);
    }

    private static void attributes(JsonNode row, List<String> parts) {
        JsonNode before = row.path("before");
        JsonNode after = row.path("after");
        String action = row.path("action").asText();
        boolean created = action.equals("create") || action.equals("enable");
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.remove("iam_id");
        if (created) {
            names.remove("gid_number");
            names.remove("description");
        }
        for (String name : names) {
            JsonNode old = before.path(name);
            JsonNode now = after.path(name);
            if (old.isArray() || now.isArray()) {
                lists(
                        Text.printable(name),
                        old,
                        now,
                        row.path("action").asText().equals("update"),
                        parts);
            } else if (created) {
                parts.add(Text.printable(name + " " + now.asText()));
            } else if (!old.equals(now)) {
                parts.add(Text.printable(name + " '" + old.asText() + "' -> '" + now.asText() + "'"));
            }
        }
    }

    private static void lists(String name, JsonNode old, JsonNode now, boolean signed, List<String> parts) {
        if (!now.isEmpty()) {
            parts.add(name + (signed ? " + " : " ") + listed(now));
        }
        if (!old.isEmpty()) {
            parts.add(name + (signed ? " - " : " ") + listed(old));
        }
    }

    private static String listed(JsonNode names) {
        List<String> some = names.valueStream()
                .limit(MOST_NAMED)
                .map(name -> Text.printable(name.asText()))
                .toList();
        int more = names.size() - some.size();
        return String.join(", ", some) + (more > 0 ? " and " + more + " more" : "");
    }
}
