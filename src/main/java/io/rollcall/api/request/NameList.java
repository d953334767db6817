package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.Text;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/// One list of names in a body: checks every name, counts exact duplicates once, and records each problem with its
/// place (R3 and 0010).
final class NameList {
    private static final int MAXIMUM_NAMES = 1_000;
    private static final int MAXIMUM_LENGTH = 64;

    private final String field;
    private final Problems problems;
    private final Set<String> names = new LinkedHashSet<>();

    /// @param field `user_names`
    NameList(String field, Problems problems) {
        this.field = field;
        this.problems = problems;
    }

    /// The valid names, each once.
    Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /// Reads the value that the parser stands on; an object in its place is left to be skipped.
    void read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            problems.add(field, "must be an array of strings", "必须为字符串数组");
            return;
        }
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            String place = field + "[" + i + "]";
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                add(parser.getText(), place);
            } else {
                problems.add(place, "must be a string", "必须为字符串");
                parser.skipChildren();
            }
        }
        if (names.size() > MAXIMUM_NAMES) {
            problems.add(
                    field,
                    "must hold at most " + MAXIMUM_NAMES + " different names, but holds " + names.size(),
                    "最多包含" + MAXIMUM_NAMES + "个不同的名称，实际为" + names.size() + "个");
        }
    }

    private void add(String name, String place) {
        if (isSound(name, place, problems)) {
            names.add(name);
        }
    }

    /// Whether a name is valid; records the problem if not.
    static boolean isSound(String name, String place, Problems problems) {
        int length = Text.length(name);
        if (length < 1 || length > MAXIMUM_LENGTH) {
            problems.add(
                    place,
                    "must have 1 to " + MAXIMUM_LENGTH + " characters, but has " + length,
                    "长度必须为1到" + MAXIMUM_LENGTH + "个字符，实际为" + length + "个");
        } else if (!Text.isPlain(name)) {
            problems.add(place, "must not hold control characters or broken Unicode", "不能包含控制字符或不完整的Unicode字符");
        } else {
            return true;
        }
        return false;
    }
}
