package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.Text;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the comment that a release or a cancellation may carry.
public final class CommentBody {
    /// In characters.
    static final int LONGEST = 500;

    private final Problems problems = new Problems();
    private @Nullable String comment;

    private CommentBody() {}

    /// @param body empty if there was none
    /// @return the comment without blanks around it; null if there is none
    /// @throws ApiException 400 `12000002` when the body is no object, or its comment cannot be kept
    public static @Nullable String read(byte[] body) {
        CommentBody reader = new CommentBody();
        JsonObject.read(body, reader::readField);
        reader.problems.refuse();
        return reader.comment;
    }

    private void readField(String name, JsonParser parser) throws IOException {
        if (!name.equals("comment") || parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            problems.add(name, "must be a string", "必须为字符串");
            return;
        }
        String text = parser.getText().strip();
        if (Text.length(text) > LONGEST) {
            problems.add(name, "must have at most " + LONGEST + " characters", "最多" + LONGEST + "个字符");
        } else if (!Text.isPlain(text)) {
            problems.add(name, "must not hold control characters or broken Unicode", "不能包含控制字符或不完整的Unicode字符");
        } else if (!text.isEmpty()) {
            comment = text;
        }
    }
}
