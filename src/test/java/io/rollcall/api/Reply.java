package io.rollcall.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/// An answer as a client got it.
///
/// @param headers by lower-case name
public record Reply(int status, Map<String, List<String>> headers, String body) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    public String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    public JsonNode json() {
        return parse(body);
    }

    public String errorCode() {
        return json().path("error_code").asText();
    }

    public String errorMessage() {
        return json().path("error_msg").asText();
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
