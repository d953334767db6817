package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Sends to every call of `/openapi.json` input that was not foreseen. [ApiClient] holds each answer to the
/// description; beyond that, no answer may be a fault of ours but the documented one of a busy cluster.
/// Repeatable: all chance comes from one seed.
class OpenApiFuzzTest {
    private static final int ROUNDS = 20;

    private final Random random = new Random(20_260_101);

    @Test
    void noRequestHoweverOddIsAFaultOfOurs() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company()).work()) {
            for (Map.Entry<String, JsonNode> path :
                    OpenApiContract.DOCUMENT.path("paths").properties()) {
                if (!path.getKey().contains("{project_id}")) {
                    continue;
                }
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    for (int round = 0; round < ROUNDS; round++) {
                        fuzz(api, method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue());
                    }
                }
            }
        }
    }

    private void fuzz(ApiFixture api, String method, String template, JsonNode call) {
        String path = template.replace("{project_id}", mostly(ApiFixture.PROJECT))
                .replace("{cluster_id}", mostly(ApiFixture.CLUSTER))
                .replace("{operation_id}", mostly("0123456789abcdef0123456789abcdef"))
                .replace("{user_name}", mostly("user1"));
        String query = query(call.path("parameters"));
        String body = method.equals("GET") && random.nextInt(4) > 0 ? "" : body(3);
        Reply reply = api.admin()
                .send(
                        method,
                        path + (query.isEmpty() ? "" : "?" + query),
                        body.getBytes(UTF_8),
                        Map.of("X-Language", pick(List.of("en-us", "zh-cn", "", "?"))),
                        !body.isEmpty() && random.nextBoolean());
        assertThat(reply.status() < 500 || reply.errorCode().equals("12000154"))
                .as("%s %s?%s %s -> %s %s", method, path, query, body, reply.status(), reply.body())
                .isTrue();
    }

    private String query(JsonNode parameters) {
        List<String> parts = new ArrayList<>();
        for (JsonNode parameter : parameters) {
            JsonNode definition = OpenApiContract.resolve(parameter);
            if (definition.path("in").asText().equals("query") && random.nextBoolean()) {
                List<String> words = new ArrayList<>(List.of("", "0", "1", "-1", "999999999999999999999", text()));
                definition.path("schema").path("enum").forEach(word -> words.add(word.asText()));
                parts.add(definition.path("name").asText() + "=" + encoded(pick(words)));
            }
        }
        return String.join("&", parts);
    }

    private String mostly(String right) {
        String other = encoded(text());
        return random.nextInt(4) > 0 || other.isEmpty() || other.equals(".") || other.equals("..") ? right : other;
    }

    /// JSON, nearly always; with the fields that mean something, and with others.
    private String body(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 6)) {
            case 0 -> pick(List.of("", "null", "{", "[", "\"", "{}{}", "\uFEFF{}", "nul", "{\"a\":1,\"a\":2}"));
            case 1 -> pick(List.of("true", "false"));
            case 2 -> pick(List.of("0", "-1", "1e400", "0.1", "99999999999999999999"));
            case 3, 4 -> "\"" + text().replaceAll("[\\\\\"\\p{Cntrl}]", "") + "\"";
            case 5 -> "\"\\ud800\"";
            case 6, 7 -> "[" + body(depth - 1) + "," + body(depth - 1) + "]";
            default -> {
                List<String> fields = new ArrayList<>();
                for (String name : List.of(
                        "is_all_sync",
                        "user_names",
                        "group_names",
                        "action",
                        "dry_run",
                        "password",
                        "reset",
                        "other")) {
                    if (random.nextBoolean()) {
                        fields.add("\"" + name + "\":" + value(name, depth));
                    }
                }
                yield "{" + String.join(",", fields) + "}";
            }
        };
    }

    private String value(String field, int depth) {
        if (random.nextInt(4) == 0) {
            return body(depth - 1);
        }
        return switch (field) {
            case "is_all_sync", "dry_run", "reset" -> pick(List.of("true", "false"));
            case "action" -> pick(List.of("\"sync\"", "\"cancel\""));
            case "password" -> pick(List.of("\"Abcdef-12345\"", "\"\"", "\"user1\""));
            default -> "[\"user" + random.nextInt(3) + "\"]";
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(70); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 'a' + random.nextInt(26);
                        case 1 -> 1 + random.nextInt(127);
                        case 2 -> 0x4e00 + random.nextInt(500);
                        default -> 0x1f600 + random.nextInt(50);
                    });
        }
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    private String pick(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}
