package io.rollcall.api.answer;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Language;
import io.rollcall.wire.DocumentedJson;
import io.rollcall.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to the caller, without the request id.
///
/// @param headers beside `Content-Type`
/// @param flow writes the body bit by bit, for what is long or takes long; null where `body` is all of it
@SuppressWarnings("ArrayRecordComponent") // Never compared, and copying a long list for that would be waste.
public record Answer(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        @Nullable Flow flow) {
    /// Writes a body.
    @FunctionalInterface
    public interface Flow {
        void to(OutputStream out) throws IOException;
    }

    public Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    public static Answer flow(String contentType, Flow flow) {
        return new Answer(200, contentType, new byte[0], Map.of(), flow);
    }

    public static final String JSON = "application/json";

    /// @param object a record of [io.rollcall.wire]
    public static Answer json(int status, Record object) {
        return new Answer(status, JSON, Json.write(object), Map.of());
    }

    /// The error body of the contract (2.2): two texts, and the request id where a gateway would answer.
    public static Answer error(ApiException error, String requestId, Language language) {
        Answer answer = json(
                error.code().status(),
                new DocumentedJson.Refusal(
                        error.code().code(),
                        error.text().in(language),
                        error.code().ofGateway() ? requestId : null));
        if (error.code() == ErrorCode.BODY_ENCODED) {
            answer = answer.with("Accept-Encoding", "identity");
        }
        return error.retryAfter().isPresent()
                ? answer.with("Retry-After", seconds(error.retryAfter().get()))
                : answer;
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more, flow);
    }

    /// Rounded up: a caller that retries then must not be too early.
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
