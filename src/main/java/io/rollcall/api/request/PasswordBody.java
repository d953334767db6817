package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rollcall.api.error.Problems;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UserName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the body of a request for a password (docs/decisions/0040-initial-passwords.md).
public final class PasswordBody {
    /// What was asked for.
    ///
    /// @param password null for a generated one
    /// @param reset whether an existing one may be replaced
    public record PasswordRequest(@Nullable Secret password, boolean reset) {}

    private final UserName name;
    private final Problems problems = new Problems();
    private @Nullable String password;
    private boolean reset;

    private PasswordBody(UserName name) {
        this.name = name;
    }

    /// @param body empty if there was none
    /// @throws ApiException 400 `12000002` that names every problem, and nothing of the password
    public static PasswordRequest read(byte[] body, UserName name) {
        PasswordBody reader = new PasswordBody(name);
        JsonObject.read(body, reader::readField);
        return reader.asked();
    }

    private void readField(String field, JsonParser parser) throws IOException {
        switch (field) {
            case "password" -> password = readPassword(parser);
            case "reset" -> reset = JsonObject.flag(parser, field, problems);
            default -> {}
        }
    }

    private @Nullable String readPassword(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            problems.add("password", "must be a string", "必须为字符串");
        }
        return null;
    }

    private PasswordRequest asked() {
        if (password != null) {
            PasswordRules.check(password, name, problems);
        }
        problems.refuse();
        return new PasswordRequest(password == null ? null : Secret.of(password), reset);
    }
}
