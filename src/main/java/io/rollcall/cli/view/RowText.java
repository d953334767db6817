package io.rollcall.cli.view;

import io.rollcall.cli.shell.Paint;
import io.rollcall.cli.shell.WrappedOutput;
import io.rollcall.cluster.Text;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.RowJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /// The most names of a list; `--json` has them all.
    private static final int MOST_NAMED = 5;

    private RowText() {}

    static char sign(RowJson row) {
        if (row instanceof ResultJson result
                && (result.outcome().is(ResultJson.Outcome.FAILED)
                        || result.outcome().is(ResultJson.Outcome.REFUSED))) {
            return '!';
        }
        return switch (row.action().known()) {
            case CREATE, GRANT, ENABLE -> '+';
            case DELETE, WITHDRAW, DISABLE -> '-';
            case UPDATE, RENAME, REPAIR, ADOPT -> '~';
            case NONE -> '!';
            case null -> '!';
        };
    }

    /// The line in the colour of its sign.
    public static String line(RowJson row, Paint paint) {
        String line = line(row);
        return switch (sign(row)) {
            case '+' -> paint.good(line);
            case '-' -> paint.bad(line);
            case '~' -> paint.changing(line);
            default -> paint.odd(line);
        };
    }

    static String line(RowJson row) {
        String object = padded(row.kind().text(), KIND_WIDTH) + " " + padded(row.name(), NAME_WIDTH);
        return (sign(row) + " " + object + " " + detail(row)).stripTrailing();
    }

    /// Text from outside, escaped, padded to a column if it fits into it.
    private static String padded(String text, int width) {
        String safe = Text.printable(text);
        return safe + " ".repeat(Math.max(0, width - WrappedOutput.columns(safe)));
    }

    private static String detail(RowJson row) {
        List<String> parts = new ArrayList<>();
        if (row.action().is(RowJson.Action.DISABLE)) {
            parts.add("is disabled");
        } else if (row.action().is(RowJson.Action.RENAME)) {
            parts.add("-> " + Text.printable(text(row.after().get("name"))));
        } else {
            attributes(row, parts);
        }
        if (row instanceof ResultJson result
                && (result.outcome().is(ResultJson.Outcome.SKIPPED)
                        || result.outcome().is(ResultJson.Outcome.ALREADY_SO))) {
            parts.add("(" + result.outcome().text().replace('_', ' ') + ")");
        }
        String reason = row.reason();
        if (reason != null && !reason.isEmpty()) {
            String printable = Text.printable(reason);
            parts.add(sign(row) == '!' ? printable : "(" + printable + ")");
        }
        return String.join("  ", parts);
    }

    private static void attributes(RowJson row, List<String> parts) {
        boolean created = row.action().is(RowJson.Action.CREATE) || row.action().is(RowJson.Action.ENABLE);
        Set<String> names = new LinkedHashSet<>(row.before().keySet());
        names.addAll(row.after().keySet());
        names.remove("iam_id");
        if (created) {
            names.remove("gid_number");
            names.remove("description");
        }
        for (String name : names) {
            Object old = row.before().get(name);
            Object now = row.after().get(name);
            if (old instanceof List || now instanceof List) {
                lists(Text.printable(name), list(old), list(now), row.action().is(RowJson.Action.UPDATE), parts);
            } else if (created) {
                parts.add(Text.printable(name + " " + text(now)));
            } else if (!Objects.equals(old, now)) {
                parts.add(Text.printable(name + " '" + text(old) + "' -> '" + text(now) + "'"));
            }
        }
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static void lists(String name, List<?> old, List<?> now, boolean signed, List<String> parts) {
        if (!now.isEmpty()) {
            parts.add(name + (signed ? " + " : " ") + listed(now));
        }
        if (!old.isEmpty()) {
            parts.add(name + (signed ? " - " : " ") + listed(old));
        }
    }

    private static String listed(List<?> names) {
        List<String> some = names.stream()
                .limit(MOST_NAMED)
                .map(name -> Text.printable(text(name)))
                .toList();
        int more = names.size() - some.size();
        return String.join(", ", some) + (more > 0 ? " and " + more + " more" : "");
    }
}
