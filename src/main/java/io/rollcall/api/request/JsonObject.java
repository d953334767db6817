package io.rollcall.api.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.error.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Streams the one JSON object that a body may hold: unknown fields are skipped and never stored, no matter how
/// large or deep they are.
final class JsonObject {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Field names are the sender's choice: remembering them would only fill a table.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    /// Takes the fields of the object one by one.
    interface Fields {
        /// @param parser stands on the value; the content of an array or object need not be read
        void read(String name, JsonParser parser) throws IOException;
    }

    private JsonObject() {}

    /// @param body empty if there was none
    /// @throws ApiException 400 `12000002` when it is no object
    static void read(byte[] body, Fields fields) {
        String text = decode(body);
        if (text.isBlank()) {
            return;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            try {
                readObject(parser, fields);
            } catch (JsonProcessingException e) {
                throw malformed(e, parser.currentLocation());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    /// A field that is true or false; absent and null are false.
    static boolean flag(JsonParser parser, String name, Problems problems) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> {
                problems.add(name, "must be true or false", "必须为true或false");
                yield false;
            }
        };
    }

    /// Not left to the parser, which would guess other encodings and accept broken ones.
    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("the body is not valid UTF-8.", "请求体不是有效的UTF-8。");
        }
    }

    private static void readObject(JsonParser parser, Fields fields) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("the body must be a JSON object.", "请求体必须是JSON对象。");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.read(name, parser);
            // The content of an array or object that was not read still follows.
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw invalid("something follows the JSON object.", "JSON对象之后还有其他内容。");
        }
    }

    /// The parser's own words quote the body, so only the place is passed on.
    private static ApiException malformed(JsonProcessingException e, JsonLocation place) {
        String at = "line " + place.getLineNr() + ", column " + place.getColumnNr();
        String where = "第" + place.getLineNr() + "行第" + place.getColumnNr() + "列";
        return e.getOriginalMessage().startsWith("Duplicate")
                ? invalid("a field is given twice at " + at + ".", where + "字段重复。")
                : invalid("the body is not valid JSON at " + at + ".", "请求体在" + where + "不是有效的JSON。");
    }

    static ApiException invalid(String english, String chinese) {
        return new ApiException(ErrorCode.PARAMETER_INVALID, new Message(english, chinese));
    }
}
