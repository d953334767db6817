package io.rollcall.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes the records of this package from JSON: a component is read by its type and by nothing else. Data binding
/// can do the same, and costs a command that reads one answer more time than all the rest of it
/// (docs/decisions/0105-warm-from-the-first-call.md).
final class RecordReader {
    /// What a record is made of. To find it out takes longer than to use it.
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(type);
        }
    };

    private RecordReader() {}

    /// No record, like the next one: a record of this package is what goes over the wire.
    private static final class Shape {
        final List<Component> components = new ArrayList<>();
        final Constructor<?> maker;

        Shape(Class<?> type) {
            List<Class<?>> parameters = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                components.add(new Component(component));
                parameters.add(component.getType());
            }
            try {
                maker = type.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every record has a constructor with all components", e);
            }
        }
    }

    private static final class Component {
        final String name;
        final Type type;

        /// Whether it may be missing.
        final boolean optional;

        Component(RecordComponent component) {
            name = inSnakeCase(component.getName());
            type = component.getGenericType();
            optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        private static String inSnakeCase(String name) {
            StringBuilder snake = new StringBuilder();
            for (int i = 0; i < name.length(); i++) {
                char letter = name.charAt(i);
                if (Character.isUpperCase(letter)) {
                    snake.append('_');
                }
                snake.append(Character.toLowerCase(letter));
            }
            return snake.toString();
        }
    }

    /// @throws UnreadableException names the place, and says whether it is missing or something else
    static <T> T read(JsonNode sent, Class<T> type) throws UnreadableException {
        return type.cast(object(sent, type, ""));
    }

    private static Object object(JsonNode sent, Class<?> type, String place) throws UnreadableException {
        if (!sent.isObject()) {
            throw somethingElse(place);
        }
        Shape shape = SHAPES.get(type);
        @Nullable Object[] values = new @Nullable Object[shape.components.size()];
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components.get(i);
            JsonNode value = sent.path(component.name);
            boolean absent = value.isMissingNode() || value.isNull();
            values[i] = absent && component.optional
                    ? null
                    : value(value, component.type, place.isEmpty() ? component.name : place + "." + component.name);
        }
        try {
            return shape.maker.newInstance(values);
        } catch (InvocationTargetException e) {
            throw somethingElse(place);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the records of this package can be made", e);
        }
    }

    private static Object value(JsonNode sent, Type type, String place) throws UnreadableException {
        if (sent.isMissingNode() || sent.isNull()) {
            throw new UnreadableException("'" + place + "' is missing");
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Word.class) {
                return word(text(sent, place), arguments[0]);
            }
            return generic.getRawType() == List.class
                    ? list(sent, arguments[0], place)
                    : map(sent, generic.getRawType() == SortedMap.class, arguments[0], arguments[1], place);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return object(sent, plain, place);
        }
        if (plain == boolean.class && sent.isBoolean()) {
            return sent.booleanValue();
        }
        if (plain == int.class && sent.isIntegralNumber() && sent.canConvertToInt()) {
            return sent.intValue();
        }
        if (plain == long.class && sent.isIntegralNumber() && sent.canConvertToLong()) {
            return sent.longValue();
        }
        if (plain == double.class && sent.isNumber()) {
            return sent.doubleValue();
        }
        if (plain == String.class) {
            return text(sent, place);
        }
        if (plain == Secret.class) {
            return Secret.of(text(sent, place));
        }
        if (plain == Instant.class) {
            try {
                return Instant.parse(text(sent, place));
            } catch (DateTimeParseException e) {
                throw somethingElse(place);
            }
        }
        throw somethingElse(place);
    }

    private static String text(JsonNode sent, String place) throws UnreadableException {
        if (!sent.isTextual()) {
            throw somethingElse(place);
        }
        return sent.textValue();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Word bounds its parameter, so what a Word contains is an enum.
    private static Word<?> word(String text, Type words) {
        return Word.of((Class) words, text);
    }

    private static List<Object> list(JsonNode sent, Type type, String place) throws UnreadableException {
        if (!sent.isArray()) {
            throw somethingElse(place);
        }
        List<Object> items = new ArrayList<>(sent.size());
        for (JsonNode item : sent) {
            items.add(value(item, type, place + "[" + items.size() + "]"));
        }
        return items;
    }

    /// Attributes of an entry, the one kind of map with values of any type, may have none.
    private static Map<?, ?> map(JsonNode sent, boolean sorted, Type key, Type type, String place)
            throws UnreadableException {
        if (!sent.isObject()) {
            throw somethingElse(place);
        }
        Map<Object, @Nullable Object> map = sorted ? new TreeMap<>() : new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            Object name = key instanceof ParameterizedType words
                    ? word(entry.getKey(), words.getActualTypeArguments()[0])
                    : entry.getKey();
            map.put(
                    name,
                    type == Object.class
                            ? JsonTree.plain(entry.getValue())
                            : value(entry.getValue(), type, place + "." + entry.getKey()));
        }
        return map;
    }

    private static UnreadableException somethingElse(String place) {
        return new UnreadableException(place.isEmpty() ? "it is no object" : "'" + place + "' is something else");
    }
}
