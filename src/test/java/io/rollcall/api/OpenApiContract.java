package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Holds answers to `/openapi.json`: the status is documented for that call, the headers are there, the body
/// fits the schema.
final class OpenApiContract {
    /// What any request may get, as the description says.
    private static final Map<Integer, String> ANYWHERE =
            Map.of(400, "BadRequest", 404, "NotFound", 413, "TooLarge", 414, "UriTooLong", 429, "TooManyRequests");

    static final JsonNode DOCUMENT = load();

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private OpenApiContract() {}

    static void check(String method, String rawPath, Reply reply) {
        Optional<String> template = template(method, rawPath);
        JsonNode response = template.map(path -> DOCUMENT.path("paths")
                        .path(path)
                        .path(lower(method))
                        .path("responses")
                        .path(Integer.toString(reply.status())))
                .filter(node -> !node.isMissingNode())
                .orElseGet(() -> anywhere(reply.status()));
        String what = method + " " + template.orElse("elsewhere") + " -> " + reply.status() + " " + reply.body();
        assertThat(response.isMissingNode())
                .as("status is not documented: %s", what)
                .isFalse();
        JsonNode resolved = resolve(response);
        checkHeaders(resolved, reply, what);
        checkBody(resolved, reply, what);
    }

    /// The documented calls that have a response with that status, as `GET /path 200`.
    static SortedSet<String> documented() {
        SortedSet<String> all = new TreeSet<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> method.getValue()
                                .path("responses")
                                .properties()
                                .forEach(
                                        response -> all.add(name(method.getKey(), path.getKey(), response.getKey())))));
        return all;
    }

    /// The name of an answer in [#documented].
    static String seen(String method, String rawPath, Reply reply) {
        return name(method, template(method, rawPath).orElse("elsewhere"), Integer.toString(reply.status()));
    }

    private static String name(String method, String path, String status) {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + path + " " + status;
    }

    private static Optional<String> template(String method, String rawPath) {
        String bare = rawPath.split("\\?", -1)[0];
        String path = bare.length() > 1 && bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
        for (Map.Entry<String, JsonNode> candidate : DOCUMENT.path("paths").properties()) {
            String pattern = candidate.getKey().replaceAll("\\{[a-z_]+}", "[^/]+");
            if (candidate.getValue().has(lower(method)) && Pattern.matches(pattern, path)) {
                return Optional.of(candidate.getKey());
            }
        }
        return Optional.empty();
    }

    private static JsonNode anywhere(int status) {
        String name = ANYWHERE.getOrDefault(status, "none");
        return DOCUMENT.path("components").path("responses").path(name);
    }

    private static void checkHeaders(JsonNode response, Reply reply, String what) {
        response.path("headers").properties().forEach(header -> {
            JsonNode definition = resolve(header.getValue());
            String value = reply.header(header.getKey().toLowerCase(java.util.Locale.ROOT));
            assertThat(value).as("%s of %s", header.getKey(), what).isNotEmpty();
            String pattern = definition.path("schema").path("pattern").asText(".*");
            assertThat(value).as("%s of %s", header.getKey(), what).matches(pattern);
        });
    }

    private static void checkBody(JsonNode response, Reply reply, String what) {
        String type = reply.header("content-type").split(";", -1)[0];
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s is not documented: %s", type, what)
                .isFalse();
        String schema = content.path("schema").toString();
        List<String> documents = switch (type) {
            case "application/json" -> List.of(reply.body());
            case "application/x-ndjson" -> reply.body().lines().toList();
            default -> List.of();
        };
        for (String document : documents) {
            assertThat(SCHEMAS.computeIfAbsent(schema, OpenApiContract::compile).validate(document, InputFormat.JSON))
                    .as(what)
                    .isEmpty();
        }
    }

    /// A schema may point into the components, so it is compiled beside them.
    private static Schema compile(String schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putArray("allOf").add(Reply.parse(schema));
        root.set("components", DOCUMENT.path("components"));
        return REGISTRY.getSchema(root.toString());
    }

    static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static String lower(String method) {
        return method.toLowerCase(java.util.Locale.ROOT);
    }

    private static JsonNode load() {
        try (InputStream in = ApiServer.class.getResourceAsStream("openapi.json")) {
            return Reply.parse(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
