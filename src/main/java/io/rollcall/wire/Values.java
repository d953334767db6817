package io.rollcall.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.rollcall.cluster.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;

/// How values that are a text on the wire are written: times and secrets. Words say it themselves.
final class Values {
    private Values() {}

    static SimpleModule module() {
        return new SimpleModule()
                .addSerializer(Instant.class, writer(Instant.class, Instant::toString))
                .addSerializer(Secret.class, writer(Secret.class, Secret::reveal));
    }

    private static <T> StdScalarSerializer<T> writer(Class<T> type, Function<T, String> text) {
        return new StdScalarSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(text.apply(value));
            }
        };
    }
}
