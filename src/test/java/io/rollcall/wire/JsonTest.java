package io.rollcall.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rollcall.cluster.Secret;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read of other versions' answers, and that what is written is read back as it was.
class JsonTest {
    private static final String OPERATION = """
            {"operation_id":"0123","cluster_id":"c","action":"sync","is_all_sync":true,"dry_run":false,\
            "requested_by":{"user_id":"u","user_name":"alice"},"accepted_at":"2026-01-02T03:04:05.060Z",\
            "finished_at":"2026-01-02T03:04:06Z","state":"completed","stage":"",\
            "counters":{"group":{"planned":1,"done":1,"failed":0},"user":{"planned":3,"done":2,"failed":1}},\
            "changes_per_second":2.5,"notes":["held: too many","a hook failed"]}""";

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static OperationJson operation(String json) throws UnreadableException {
        return Json.read(tree(json), OperationJson.class);
    }

    @Test
    void whatIsWrittenIsReadBackAndWrittenTheSame() throws UnreadableException {
        OperationJson operation = operation(OPERATION);
        assertThat(operation.acceptedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.060Z"));
        assertThat(operation.counters().firstKey().is(Kind.GROUP)).isTrue();
        assertThat(operation.total()).isEqualTo(new OperationJson.Tally(4, 3, 1));
        assertThat(new String(Json.write(operation), UTF_8)).isEqualTo(OPERATION);
    }

    @Test
    void whatANewerServerAddsIsIgnoredAndItsWordsAreKept() throws UnreadableException {
        OperationJson operation = operation(OPERATION
                .replace("\"state\":\"completed\"", "\"state\":\"paused\",\"paused_by\":{\"id\":7}")
                .replace("\"group\":", "\"keytab\":"));
        assertThat(operation.state().known()).isNull();
        assertThat(operation.state()).hasToString("paused");
        assertThat(operation.counters().firstKey()).hasToString("keytab");
    }

    @ParameterizedTest
    @CsvSource({
        "state, 'state'",
        "is_all_sync, 'is_all_sync'",
        "changes_per_second, 'changes_per_second'",
        "accepted_at, 'accepted_at'",
        "user_id, 'requested_by.user_id'",
        "planned, 'counters.group.planned'",
    })
    void whatHasToBeThereIsNamedWhenItIsMissingOrNull(String field, String path) {
        assertThatThrownBy(() -> operation(OPERATION.replaceFirst("\"" + field + "\":", "\"x\":")))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("'" + path + "' is missing");
        assertThatThrownBy(
                        () -> operation(OPERATION.replaceFirst("\"" + field + "\":[^,}]+", "\"" + field + "\":null")))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("'" + path + "' is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "accepted_at, \"yesterday\", 'accepted_at'",
        "accepted_at, {}, 'accepted_at'",
        "state, [], 'state'",
        "stage, {}, 'stage'",
        "planned, \"many\", 'counters.group.planned'",
        "user_id, [], 'requested_by.user_id'",
    })
    void whatIsOfAnotherKindIsNamed(String field, String value, String path) {
        assertThatThrownBy(() ->
                        operation(OPERATION.replaceFirst("\"" + field + "\":[^,}]+", "\"" + field + "\":" + value)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("'" + path + "' is something else");
    }

    @Test
    void aPlaceWithinAListIsNamed() {
        assertThatThrownBy(() -> Json.read(tree("{\"operations\":[" + OPERATION + ",{}]}"), OperationListJson.class))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("'operations[1].operation_id' is missing");
        assertThatThrownBy(() -> Json.read(tree("[]"), OperationListJson.class))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("it is no object");
    }

    @Test
    void whyAPlanIsHeldIsSaidByItsObjectAndOfADryRunByItsNotes() throws UnreadableException {
        OperationJson planned = operation(OPERATION);
        assertThat(planned.holds()).containsExactly("too many");
        assertThat(planned.remarks()).containsExactly("a hook failed");
        OperationJson held = operation(OPERATION.replace(
                "\"a hook failed\"]", "\"x\"],\"held\":{\"reasons\":[\"too many users\"],\"release_needs\":\"a\"}"));
        assertThat(held.holds()).containsExactly("too many users");
        assertThat(held.remarks()).containsExactly("x");
    }

    @Test
    void aPasswordIsWrittenAndNotPrinted() throws UnreadableException {
        PasswordJson given = new PasswordJson(
                "alice",
                Secret.of("s3cret"),
                true,
                List.of(Word.of(PasswordJson.Place.REALM)),
                List.of(Word.of(PasswordJson.Place.class, "vault")));
        assertThat(given.toString()).doesNotContain("s3cret");
        String json = new String(Json.write(given), UTF_8);
        assertThat(json)
                .isEqualTo("{\"user_name\":\"alice\",\"password\":\"s3cret\",\"must_change\":true,"
                        + "\"set_in\":[\"realm\"],\"must_change_in\":[\"vault\"]}");
        assertThat(Json.read(tree(json), PasswordJson.class)).isEqualTo(given);
    }

    static List<Class<?>> records() {
        return new ClassFileImporter()
                .importPackages(Json.class.getPackageName()).stream()
                        .filter(JavaClass::isRecord)
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyRecordIsReadBackAsItWasWritten(Class<?> type) throws Exception {
        for (boolean whole : List.of(true, false)) {
            Record sample = (Record) sample(type, whole);
            assertThat(Json.read(tree(new String(Json.write(sample), UTF_8)), type))
                    .isEqualTo(sample);
        }
    }

    /// A value of a type, with or without what may be missing.
    private static Object sample(Type type, boolean whole) throws Exception {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Word.class) {
                return word((Class<?>) arguments[0]);
            }
            if (generic.getRawType() == List.class) {
                return List.of(sample(arguments[0], whole), sample(arguments[0], whole));
            }
            assertThat(generic.getRawType()).isIn(Map.class, SortedMap.class);
            return new TreeMap<>(Map.of(sample(arguments[0], whole), sample(arguments[1], whole)));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            List<Object> values = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            for (RecordComponent component : plain.getRecordComponents()) {
                boolean left = !whole && component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                values.add(left ? null : sample(component.getGenericType(), whole));
                types.add(component.getType());
            }
            return plain.getDeclaredConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
        }
        return Objects.requireNonNull(
                Map.<Class<?>, Object>of(
                                boolean.class,
                                true,
                                int.class,
                                7,
                                long.class,
                                1L << 40,
                                double.class,
                                2.5,
                                String.class,
                                "a \u00e9\u4e2d\"\n",
                                Instant.class,
                                Instant.parse("2026-01-02T03:04:05.060Z"),
                                Secret.class,
                                Secret.of("s3cret"),
                                Object.class,
                                List.of("x", 1, 2.5, true, Map.of("y", List.of())))
                        .get(plain),
                () -> "no sample of " + plain);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Word<?> word(Class<?> words) {
        return Word.of((Enum) words.getEnumConstants()[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[1,-2,3000000000,123456789012345678901234567890,0.5,1.0E100,true,false,null]",
                "{\"a\":{\"b\":[{\"c\":\"\u00e9 \\\" \\n\"}]},\"d\":\"\"}",
                "\"text\""
            })
    void aTreeIsThatOfTheMapper(String json) throws Exception {
        JsonNode tree = JsonTree.read(json.getBytes(UTF_8));
        assertThat(tree).isEqualTo(tree(json));
        assertThat(JsonTree.text(tree)).isEqualTo(json);
    }

    @Test
    void whatIsNoJsonIsNoTree() throws Exception {
        assertThat(JsonTree.read(new byte[0]).isMissingNode()).isTrue();
        for (String wrong : List.of("<html>", "{\"a\":", "[1,]", "{\"a\" 1}", "[".repeat(2_000))) {
            assertThatThrownBy(() -> JsonTree.read(wrong.getBytes(UTF_8)))
                    .as(wrong)
                    .isInstanceOf(IOException.class);
        }
    }
}
