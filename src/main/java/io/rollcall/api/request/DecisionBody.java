package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.Text;
import io.rollcall.operation.model.Decided;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a release or a cancellation may carry: a comment, and the plan that it is about.
public final class DecisionBody {
    /// In characters.
    static final int LONGEST = 500;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

    private final Problems problems = new Problems();
    private @Nullable String comment;
    private @Nullable String planHash;

    private DecisionBody() {}

    /// @param body empty if there was none
    /// @return the comment is without blanks around it
    /// @throws ApiException 400 `12000002` when the body is no object, or a field is no such thing
    public static Decided read(byte[] body) {
        DecisionBody reader = new DecisionBody();
        JsonObject.read(body, reader::readField);
        reader.problems.refuse();
        return new Decided(reader.comment, reader.planHash);
    }

    private void readField(String name, JsonParser parser) throws IOException {
        boolean known = name.equals("comment") || name.equals("plan_hash");
        if (!known || parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            problems.add(name, "must be a string", "必须为字符串");
            return;
        }
        if (name.equals("plan_hash")) {
            readHash(parser.getText());
        } else {
            readComment(parser.getText().strip());
        }
    }

    private void readHash(String text) {
        if (HASH.matcher(text).matches()) {
            planHash = text;
        } else {
            problems.add(
                    "plan_hash",
                    "must be the 32 hexadecimal digits of an operation's plan_hash",
                    "必须为操作的plan_hash（32位十六进制）");
        }
    }

    private void readComment(String text) {
        if (Text.length(text) > LONGEST) {
            problems.add("comment", "must have at most " + LONGEST + " characters", "最多" + LONGEST + "个字符");
        } else if (!Text.isPlain(text)) {
            problems.add("comment", "must not hold control characters or broken Unicode", "不能包含控制字符或不完整的Unicode字符");
        } else if (!text.isEmpty()) {
            comment = text;
        }
    }
}
