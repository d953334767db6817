package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rollcall.cluster.Secret;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Decision;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationState;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Standing;
import io.rollcall.sync.explanation.Explanation;
import io.rollcall.sync.password.PasswordPlace;
import io.rollcall.sync.target.ObjectKind;
import io.rollcall.wire.AuditJson;
import io.rollcall.wire.ChangeJson;
import io.rollcall.wire.ChangeListJson;
import io.rollcall.wire.ClusterListJson;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.DocumentedJson;
import io.rollcall.wire.Kind;
import io.rollcall.wire.LiveJson;
import io.rollcall.wire.OperationJson;
import io.rollcall.wire.OperationListJson;
import io.rollcall.wire.PasswordJson;
import io.rollcall.wire.ReadyJson;
import io.rollcall.wire.ResultJson;
import io.rollcall.wire.ResultListJson;
import io.rollcall.wire.RowJson;
import io.rollcall.wire.StateJson;
import io.rollcall.wire.UserJson;
import io.rollcall.wire.Word;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `/openapi.json` describes the records of [io.rollcall.wire]: the same properties in the same order, the same
/// ones required, the same types and words, and no schema of an answer without a record, no record without a
/// schema.
class OpenApiRecordsTest {
    private static final Map<String, Class<? extends Record>> RECORDS = Map.ofEntries(
            Map.entry("SyncRequestResult", DocumentedJson.Accepted.class),
            Map.entry("SyncedNames", DocumentedJson.Names.class),
            Map.entry("TaskStatus", DocumentedJson.TaskStatus.class),
            Map.entry("SyncStatus", DocumentedJson.SyncStatus.class),
            Map.entry("SyncState", StateJson.class),
            Map.entry("ScopeNames", StateJson.Names.class),
            Map.entry("Operation", OperationJson.class),
            Map.entry("OperationList", OperationListJson.class),
            Map.entry("Change", ChangeJson.class),
            Map.entry("ChangeList", ChangeListJson.class),
            Map.entry("Result", ResultJson.class),
            Map.entry("ResultList", ResultListJson.class),
            Map.entry("AuditEntry", AuditJson.class),
            Map.entry("SyncClusterList", ClusterListJson.class),
            Map.entry("SyncCluster", ClusterListJson.Row.class),
            Map.entry("SyncDifferenceList", ChangeListJson.Differences.class),
            Map.entry("SyncDifference", ChangeListJson.Difference.class),
            Map.entry("SyncConfiguration", ConfigurationJson.class),
            Map.entry("ClusterDefinition", ConfigurationJson.Definition.class),
            Map.entry("ServerHealth", ClusterListJson.Server.class),
            Map.entry("SyncUser", UserJson.class),
            Map.entry("SyncUserList", UserJson.Listing.class),
            Map.entry("InitializedPassword", PasswordJson.class),
            Map.entry("Live", LiveJson.class),
            Map.entry("Ready", ReadyJson.class));

    private static final String SCHEMAS = "#/components/schemas/";

    private final Set<Class<?>> described = new HashSet<>(Set.of(DocumentedJson.Refusal.class));

    @Test
    void everySchemaOfAnAnswerIsThatOfItsRecord() {
        RECORDS.forEach((name, type) -> object(OpenApiContract.DOCUMENT.at("/components/schemas/" + name), type, name));
        assertThat(described).isEqualTo(recordsOfTheWire());
    }

    @Test
    void everyAnswerInJsonHasASchemaWithARecord() {
        Set<String> named = new TreeSet<>();
        for (JsonNode path : OpenApiContract.DOCUMENT.path("paths")) {
            for (JsonNode call : path) {
                for (JsonNode response : call.path("responses")) {
                    response.path("content").properties().stream()
                            .filter(content -> content.getKey().contains("json"))
                            .map(content -> content.getValue().path("schema"))
                            .filter(schema -> !schema.equals(ofTheDocumentItself()))
                            .forEach(schema -> named.add(schema.path("$ref").asText()));
                }
            }
        }
        assertThat(named)
                .isNotEmpty()
                .isSubsetOf(RECORDS.keySet().stream().map(SCHEMAS::concat).toList());
    }

    /// Some have the id of the request, some have not: a record for all of them.
    @Test
    void everyRefusalIsThatOfItsRecord() {
        List<JsonNode> forms = new ArrayList<>();
        for (JsonNode response : OpenApiContract.DOCUMENT.path("components").path("responses")) {
            JsonNode schema = response.at("/content/application~1json/schema");
            if (schema.has("oneOf")) {
                schema.path("oneOf").forEach(forms::add);
            } else {
                forms.add(schema);
            }
        }
        RecordComponent[] components = DocumentedJson.Refusal.class.getRecordComponents();
        List<String> all = names(components, component -> true);
        assertThat(forms).isNotEmpty().allSatisfy(form -> {
            List<String> properties = properties(form);
            assertThat(all).containsAll(properties);
            assertThat(texts(form.path("required"))).isEqualTo(properties);
            assertThat(properties).containsAll(names(components, OpenApiRecordsTest::required));
            assertThat(form.path("additionalProperties").asBoolean(true)).isFalse();
        });
        assertThat(forms).anySatisfy(form -> assertThat(properties(form)).isEqualTo(all));
    }

    @Test
    void theWordsOfTheWireAreThoseOfTheServer() {
        same(Kind.class, ObjectKind.values(), ObjectKind::word);
        same(OperationJson.Action.class, Operation.Action.values(), Operation.Action::word);
        same(OperationJson.State.class, OperationState.values(), OperationState::word);
        same(RowJson.Action.class, Result.Action.values(), Result.Action::word);
        same(ResultJson.Outcome.class, Result.Outcome.values(), Result.Outcome::word);
        same(AuditJson.Event.class, AuditEntry.Event.values(), AuditEntry.Event::word);
        same(OperationJson.Decided.class, Decision.Kind.values(), Decision.Kind::word);
        same(ClusterListJson.State.class, Standing.Agreement.values(), Standing.Agreement::word);
        same(UserJson.Condition.class, Explanation.Condition.values(), Explanation.Condition::word);
        same(PasswordJson.Place.class, PasswordPlace.values(), PasswordPlace::toString);
    }

    private static <E extends Enum<E>, S> void same(Class<E> wire, S[] server, Function<S, String> word) {
        assertThat(Word.all(wire))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(server).map(word).toList());
    }

    private void object(JsonNode schema, Class<?> type, String where) {
        described.add(type);
        RecordComponent[] components = type.getRecordComponents();
        assertThat(schema.path("type").asText()).as(where).isEqualTo("object");
        assertThat(properties(schema)).as(where).isEqualTo(names(components, component -> true));
        assertThat(texts(schema.path("required")))
                .as("what %s requires", where)
                .isEqualTo(names(components, OpenApiRecordsTest::required));
        assertThat(schema.path("additionalProperties").asBoolean(true))
                .as(where)
                .isFalse();
        for (RecordComponent component : components) {
            value(
                    schema.path("properties").path(name(component)),
                    component.getGenericType(),
                    where + "." + name(component));
        }
    }

    private void value(JsonNode given, Type type, String where) {
        JsonNode schema = OpenApiContract.resolve(given);
        switch (type) {
            case ParameterizedType word
            when word.getRawType() == Word.class -> {
                simple(schema, "string", null, where);
                assertThat(words(schema)).as(where).isEqualTo(words(word.getActualTypeArguments()[0]));
            }
            case ParameterizedType list
            when list.getRawType() == List.class -> {
                assertThat(schema.path("type").asText()).as(where).isEqualTo("array");
                value(schema.path("items"), list.getActualTypeArguments()[0], where + "[]");
            }
            case ParameterizedType map -> map(schema, map, where);
            case Class<?> plain when plain.isRecord() -> object(schema, plain, where);
            case Class<?> plain -> {
                assertThat(words(schema)).as(where).isEmpty();
                if (plain == Instant.class) {
                    simple(schema, "string", "date-time", where);
                } else {
                    simple(schema, simple(plain), null, where);
                }
            }
            default -> throw new AssertionError(where + " is of the type " + type);
        }
    }

    private void map(JsonNode schema, ParameterizedType map, String where) {
        Type key = map.getActualTypeArguments()[0];
        Type content = map.getActualTypeArguments()[1];
        assertThat(schema.path("type").asText()).as(where).isEqualTo("object");
        assertThat(schema.has("properties")).as(where).isFalse();
        if (key instanceof ParameterizedType word && word.getRawType() == Word.class) {
            assertThat(texts(schema.at("/propertyNames/enum")))
                    .as("names of %s", where)
                    .isEqualTo(words(word.getActualTypeArguments()[0]));
        } else {
            assertThat(schema.has("propertyNames")).as(where).isFalse();
        }
        if (content == Object.class) {
            assertThat(schema.has("additionalProperties")).as(where).isFalse();
        } else {
            value(schema.path("additionalProperties"), content, where + ".*");
        }
    }

    private static void simple(JsonNode schema, String type, @Nullable String format, String where) {
        assertThat(schema.path("type").asText()).as(where).isEqualTo(type);
        assertThat(schema.path("format").textValue()).as(where).isEqualTo(format);
    }

    private static String simple(Class<?> type) {
        if (type == String.class || type == Secret.class) {
            return "string";
        }
        if (type == boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == long.class) {
            return "integer";
        }
        assertThat(type).isEqualTo(double.class);
        return "number";
    }

    private static Collection<String> words(JsonNode schema) {
        return schema.has("const") ? List.of(schema.path("const").asText()) : texts(schema.path("enum"));
    }

    private static List<String> words(Type words) {
        return Arrays.stream(((Class<?>) words).getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT))
                .toList();
    }

    private static List<String> names(
            RecordComponent[] components, java.util.function.Predicate<RecordComponent> chosen) {
        return Stream.of(components)
                .filter(chosen)
                .map(OpenApiRecordsTest::name)
                .toList();
    }

    private static String name(RecordComponent component) {
        return ((PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE)
                .translate(component.getName());
    }

    private static boolean required(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static List<String> properties(JsonNode schema) {
        return schema.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static JsonNode ofTheDocumentItself() {
        return OpenApiContract.DOCUMENT
                .path("paths")
                .path("/openapi.json")
                .at("/get/responses/200/content/application~1json/schema");
    }

    private static Set<Class<?>> recordsOfTheWire() {
        return new ClassFileImporter()
                .importPackages("io.rollcall.wire").stream()
                        .filter(JavaClass::isRecord)
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
    }
}
