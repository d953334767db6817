package io.rollcall.iam.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.document.Values;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sorts the answers of an IAM by their meaning for the call, and reads the good ones.
public final class AnswerReader<T> implements Transport.Reader<AnswerReader.Answer<T>> {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory FACTORY = JSON.getFactory();
    private static final int EXCERPT = 4096;
    private static final int LOOK_AHEAD = 64;

    private final Body<T> body;
    private final InstantSource clock;
    private volatile int status;

    /// Makes a value from the JSON of a good answer; it must read to its end.
    @FunctionalInterface
    public interface Body<T> {
        T read(JsonParser json, HttpHeaders headers) throws IOException;
    }

    /// What an answer means.
    public sealed interface Answer<T> {}

    public record Good<T>(T value) implements Answer<T> {}

    /// The requested object does not exist (404).
    public record Missing<T>() implements Answer<T> {}

    /// The service's own credentials are not accepted (401).
    public record Unknown<T>(String said) implements Answer<T> {}

    /// Repeating the request is useless.
    public record Refused<T>(String said) implements Answer<T> {}

    /// The request is too large or malformed: where it contains input of a caller, that input is to blame.
    public record Unfit<T>(String said) implements Answer<T> {}

    /// The IAM is asked too often (429).
    ///
    /// @param after how long the IAM wants no further request
    public record Crowded<T>(String said, Optional<Duration> after) implements Answer<T> {}

    /// The connection ended before the answer began.
    public record Cut<T>(String said, IOException cause) implements Answer<T> {}

    /// The same request may succeed later.
    ///
    /// @param after how long the IAM wants no further request
    public record Later<T>(
            String said, Optional<Duration> after, @Nullable Exception cause) implements Answer<T> {}

    AnswerReader(Body<T> body, InstantSource clock) {
        this.body = body;
        this.clock = clock;
    }

    /// Whether an answer began, complete or not.
    boolean begun() {
        return status != 0;
    }

    /// The status of the answer; 0 if none began.
    int status() {
        return status;
    }

    @Override
    public Answer<T> read(int status, HttpHeaders headers, InputStream stream) throws IOException {
        this.status = status;
        if (status == 200 || status == 201) {
            return good(headers, new BufferedInputStream(stream));
        }
        if (status == 404) {
            return new Missing<>();
        }
        if (status >= 300 && status < 400) {
            String target = headers.firstValue("Location").map(Values::excerpt).orElse("nowhere");
            return new Refused<>("is answered with a redirect (" + status + ") to " + target
                    + ", which is not followed; is the url right?");
        }
        String said = "is answered with " + status + said(stream);
        if (status == 401) {
            return new Unknown<>(said);
        }
        return switch (status) {
            case 400, 413, 414, 431 -> new Unfit<>(said);
            case 429 -> new Crowded<>(said, retryAfter(headers));
            default -> status >= 500 ? new Later<>(said, retryAfter(headers), null) : new Refused<>(said);
        };
    }

    private Answer<T> good(HttpHeaders headers, BufferedInputStream stream) throws IOException {
        if (looksLikeAPage(stream)) {
            return new Refused<>("is answered with a web page instead of JSON; is the url right, is a proxy between?");
        }
        try (JsonParser json = FACTORY.createParser(stream)) {
            T value = body.read(json, headers);
            if (json.nextToken() != null) {
                throw new IOException("there is more behind the end of the answer");
            }
            return new Good<>(value);
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer cannot be read: " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            // Its own message would quote the input, which may be a secret.
            throw new IOException(
                    "the answer is cut off or is no JSON, at byte "
                            + e.getLocation().getByteOffset(),
                    e);
        }
    }

    private static boolean looksLikeAPage(BufferedInputStream stream) throws IOException {
        stream.mark(LOOK_AHEAD);
        String start = new String(stream.readNBytes(LOOK_AHEAD), java.nio.charset.StandardCharsets.ISO_8859_1);
        stream.reset();
        return start.stripLeading().startsWith("<");
    }

    /// What the IAM says about an error: `{"error": {"message"}}` of `/v3`, `{"error_code", "error_msg"}`
    /// of `/v3.0` and of gateways.
    private static String said(InputStream stream) throws IOException {
        JsonNode answer;
        try {
            answer = JSON.readTree(stream.readNBytes(EXCERPT));
        } catch (JsonProcessingException e) {
            return "";
        }
        String text = answer.path("error").path("message").asText("");
        if (text.isEmpty()) {
            text = (answer.path("error_code").asText("") + " "
                            + answer.path("error_msg").asText(""))
                    .strip();
        }
        String plain = text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.isEmpty() ? "" : ": " + plain;
    }

    private Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After").flatMap(value -> {
            try {
                if (value.matches("\\d{1,9}")) {
                    return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
                }
                Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Instant now = clock.instant();
                return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
