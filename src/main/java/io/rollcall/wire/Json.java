package io.rollcall.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// Writes and reads the records of this package. Names are in snake case, times are texts of ISO 8601, and what is
/// null is left out. A reader ignores what it does not know, so that it understands newer servers.
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(
                    AnnotationIntrospector.pair(new RequiredComponents(), new JacksonAnnotationIntrospector()))
            .addModule(Values.module())
            .build();

    private Json() {}

    /// A record of this package as UTF-8, in one line.
    public static byte[] write(Record object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of this package can be written", e);
        }
    }

    /// Makes a record of what a server sent.
    ///
    /// @throws UnreadableException if something that has to be there is not, or is something else
    public static <T> T read(JsonNode sent, Class<T> type) throws UnreadableException {
        if (!sent.isObject()) {
            throw new UnreadableException("it is no object");
        }
        try {
            return MAPPER.treeToValue(sent, type);
        } catch (JsonMappingException e) {
            throw new UnreadableException(problem(sent, e));
        } catch (JsonProcessingException e) {
            throw new UnreadableException("it is no JSON");
        }
    }

    private static String problem(JsonNode sent, JsonMappingException e) {
        StringBuilder name = new StringBuilder();
        JsonNode found = sent;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                name.append('[').append(step.getIndex()).append(']');
                found = found.path(step.getIndex());
            } else {
                name.append(name.isEmpty() ? "" : ".").append(step.getFieldName());
                found = found.path(step.getFieldName());
            }
        }
        return "'" + name + "' is " + (found.isMissingNode() || found.isNull() ? "missing" : "something else");
    }
}
