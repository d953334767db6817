package io.rollcall.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleKeyDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.rollcall.cluster.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How values that are a text on the wire are written and read: times, secrets and words.
final class Values {
    private Values() {}

    static SimpleModule module() {
        SimpleDeserializers readers = new WordReaders();
        readers.addDeserializer(Instant.class, reader(Instant.class, Instant::parse));
        readers.addDeserializer(Secret.class, reader(Secret.class, Secret::of));
        SimpleModule module = new SimpleModule()
                .addSerializer(Instant.class, writer(Instant.class, Instant::toString))
                .addSerializer(Secret.class, writer(Secret.class, Secret::reveal));
        module.setDeserializers(readers);
        module.setKeyDeserializers(new WordKeys());
        return module;
    }

    private static <T> StdScalarSerializer<T> writer(Class<T> type, Function<T, String> text) {
        return new StdScalarSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(text.apply(value));
            }
        };
    }

    private static <T> StdScalarDeserializer<T> reader(Class<T> type, Function<String, T> value) {
        return new StdScalarDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
                String text = json.getValueAsString();
                if (text == null) {
                    throw context.wrongTokenException(json, type, json.currentToken(), "not a text");
                }
                try {
                    return value.apply(text);
                } catch (RuntimeException e) {
                    throw context.weirdStringException("", type, "not readable");
                }
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Word bounds its parameter, so what a Word contains is an enum.
    private static Word<?> word(JavaType type, String text) {
        return Word.of((Class) type.containedType(0).getRawClass(), text);
    }

    /// Words, each by the list that its type names.
    private static final class WordReaders extends SimpleDeserializers {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig configuration, BeanDescription description)
                throws com.fasterxml.jackson.databind.JsonMappingException {
            return type.hasRawClass(Word.class)
                    ? reader(Word.class, text -> word(type, text))
                    : super.findBeanDeserializer(type, configuration, description);
        }
    }

    /// Words that are the names of an object.
    private static final class WordKeys extends SimpleKeyDeserializers {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable KeyDeserializer findKeyDeserializer(
                JavaType type, DeserializationConfig configuration, BeanDescription description) {
            if (!type.hasRawClass(Word.class)) {
                return super.findKeyDeserializer(type, configuration, description);
            }
            return new KeyDeserializer() {
                @Override
                public Object deserializeKey(String key, DeserializationContext context) {
                    return word(type, key);
                }
            };
        }
    }
}
