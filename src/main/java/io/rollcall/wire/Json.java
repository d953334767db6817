package io.rollcall.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// Writes and reads the records of this package. Names are in snake case, times are texts of ISO 8601, and what is
/// null is left out. A reader ignores what it does not know, so that it understands newer servers.
public final class Json {
    private Json() {}

    /// Only a server has one: a command never writes a record.
    private static final class Writer {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .addModule(Values.module())
                .build();
    }

    /// A record of this package as UTF-8, in one line.
    public static byte[] write(Record object) {
        try {
            return Writer.MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of this package can be written", e);
        }
    }

    /// Makes a record of what a server sent.
    ///
    /// @throws UnreadableException if something that has to be there is not, or is something else
    public static <T> T read(JsonNode sent, Class<T> type) throws UnreadableException {
        return RecordReader.read(sent, type);
    }
}
