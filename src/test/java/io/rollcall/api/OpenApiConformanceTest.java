package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.request.Endpoint;
import io.rollcall.ops.Readiness;
import io.rollcall.policy.SystemPolicies;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every status that `/openapi.json` documents for a call is really answered, in the documented form; and
/// every answer of every test in this package is documented, which [ApiClient] sees to.
class OpenApiConformanceTest {
    private static final String OPERATIONS = BASE + "/iam-sync/operations";
    private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";

    private final SortedSet<String> seen = new TreeSet<>();

    private record Call(String method, String template) {
        String path(String cluster, String operation) {
            return template.replace("{project_id}", PROJECT)
                    .replace("{cluster_id}", cluster)
                    .replace("{operation_id}", operation)
                    .replace("{user_name}", "user0");
        }

        /// A request that is wrong in its form.
        String invalid() {
            return template.contains("{cluster_id}") ? path("..", UNKNOWN) : path("", UNKNOWN) + "?limit=0";
        }
    }

    @Test
    void everyRouteIsDescribedUnderItsNameAndNothingElseIs() {
        SortedSet<String> routes = new TreeSet<>();
        for (Endpoint endpoint : Endpoint.values()) {
            routes.add(endpoint.method() + " " + endpoint.template() + " " + endpoint.operation());
        }
        SortedSet<String> described = new TreeSet<>();
        OpenApiContract.DOCUMENT
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> path.getKey().contains("{project_id}"))
                        .forEach(method -> described.add(method.getKey().toUpperCase(java.util.Locale.ROOT) + " "
                                + path.getKey() + " "
                                + method.getValue().path("operationId").asText())));
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void everyDocumentedStatusIsAnswered() {
        refusals();
        faults();
        throttled();
        successes();
        publicPages();
        assertThat(seen).containsAll(OpenApiContract.documented());
    }

    private void refusals() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            for (Call call : calls()) {
                send(api.anonymous(), call, call.path(CLUSTER, UNKNOWN), "");
                send(api.as("guest"), call, call.path(CLUSTER, UNKNOWN), "");
                send(api.admin(), call, call.invalid(), "");
                if (call.template().contains("{operation_id}")
                        || call.template().contains("{user_name}")) {
                    send(api.admin(), call, call.path(CLUSTER, UNKNOWN), "");
                }
                if (!call.method().equals("GET")) {
                    tooLarge(api.port(), call);
                    encoded(api, call);
                }
            }
        }
    }

    private void tooLarge(int port, Call call) {
        String path = call.path(CLUSTER, UNKNOWN);
        String head = call.method() + " " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n";
        Reply reply = RawHttp.exchange(port, new ByteArrayInputStream(head.getBytes(UTF_8)));
        OpenApiContract.check(call.method(), path, reply);
        seen.add(OpenApiContract.seen(call.method(), path, reply));
    }

    private void encoded(ApiFixture api, Call call) {
        String path = call.path(CLUSTER, UNKNOWN);
        Reply reply = api.anonymous()
                .send(call.method(), path, "x".getBytes(UTF_8), Map.of("Content-Encoding", "gzip"), false);
        seen.add(OpenApiContract.seen(call.method(), path, reply));
    }

    private void faults() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            api.iam().goAway(true);
            calls().forEach(call -> send(api.admin(), call, call.path(CLUSTER, UNKNOWN), ""));
            api.iam().goAway(false);
            api.iam().breakDown(true);
            calls().forEach(call -> send(api.admin(), call, call.path(CLUSTER, UNKNOWN), ""));
        }
    }

    private void throttled() {
        try (ApiFixture api =
                ApiFixture.start(ApiFixture.people(), ApiFixture.configuration().withRate(0.001, 1))) {
            api.admin().get(BASE + "/iam-sync");
            calls().forEach(call -> send(api.admin(), call, call.path(CLUSTER, UNKNOWN), ""));
        }
    }

    private void successes() {
        try (ApiFixture api = ApiFixture.start(crowd(40)).work()) {
            see(api, "POST", ApiFixture.USERS, "{\"is_all_sync\":true}");
            api.awaitIdle();
            List.of(
                            "/iam-sync-user",
                            "/iam-sync",
                            "/iam-sync/is-synchronous",
                            "/iam-sync/state",
                            "/iam-sync/configuration",
                            "/iam-sync/operations")
                    .forEach(tail -> see(api, "GET", BASE + tail, ""));

            String password = BASE + "/iam-sync/accounts/user0/password";
            see(api, "POST", password, "");
            see(api, "POST", password, "");

            see(api, "POST", BASE + "/iam-sync/adopt", "{\"from_cluster_id\":\"former\",\"dry_run\":true}");
            hold(api);
            Reply held = see(api, "POST", OPERATIONS, "{\"action\":\"sync\",\"is_all_sync\":true}");
            String operation = held.header("location");
            api.awaitIdle();
            assertThat(see(api, "GET", operation, "").json().path("state").asText())
                    .isEqualTo("held");
            assertThat(see(api, "GET", operation + "/plan", "").json().path("changes"))
                    .isNotEmpty();
            assertThat(see(api, "POST", operation + "/release", "").status()).isEqualTo(202);
            api.awaitIdle();
            assertThat(see(api, "GET", operation + "/results", "").json().path("results"))
                    .isNotEmpty();
            see(api, "POST", operation + "/release", "");
            see(api, "POST", operation + "/cancel", "");
            see(api, "GET", operation + "/events", "");
            see(api, "POST", operation + "/retry", "");
            Reply failed = see(api, "POST", ApiFixture.USERS, "{\"user_names\":[\"nobody\"]}");
            api.awaitIdle();
            see(api, "POST", failed.header("location") + "/retry", "");
            api.awaitIdle();
            see(api, "GET", BASE + "/iam-sync/audit", "");
            see(api, "GET", BASE + "/iam-sync/users", "");
            see(api, "GET", "/v2/" + PROJECT + "/iam-sync/clusters", "");
            see(api, "GET", "/v2/" + PROJECT + "/iam-sync/differences", "");
            see(api, "GET", "/v2/" + PROJECT + "/iam-sync/users/user0", "");
            see(api, "DELETE", ApiFixture.USERS, "{\"user_names\":[\"nobody\"]}");
            definitions(api);
        }
        try (ApiFixture api = ApiFixture.start(crowd(1))) {
            Reply queued = see(api, "POST", ApiFixture.USERS, "{\"is_all_sync\":true}");
            see(api, "POST", queued.header("location") + "/retry", "");
            see(api, "POST", queued.header("location") + "/cancel", "");
        }
    }

    private void definitions(ApiFixture api) {
        String all = "/v2/" + PROJECT + "/iam-sync/clusters";
        String own = "/v2/" + PROJECT + "/clusters/c9/iam-sync/definition";
        String section = "{\"id\":\"c9\",\"name\":\"nine\",\"project\":\"" + PROJECT + "\",\"guard\":{\"floor\":3}";
        assertThat(see(api, "POST", all, section + "}").status()).isEqualTo(201);
        assertThat(see(api, "POST", all, section + "}").status()).isEqualTo(409);
        assertThat(see(api, "GET", own, "").json().at("/definition/guard/floor").asInt())
                .isEqualTo(3);
        assertThat(see(api, "PUT", own, section + ",\"version\":7}").status()).isEqualTo(412);
        assertThat(see(api, "PUT", own, section + ",\"version\":1}").status()).isEqualTo(200);
        String file = BASE + "/iam-sync/definition";
        assertThat(see(api, "GET", file, "").json().path("source").asText()).isEqualTo("file");
        assertThat(see(api, "PUT", file, section.replace("c9", CLUSTER) + "}").status())
                .isEqualTo(409);
        assertThat(see(api, "DELETE", file, "").status()).isEqualTo(409);
        assertThat(see(api, "DELETE", own, "{\"version\":1}").status()).isEqualTo(412);
        assertThat(see(api, "DELETE", own, "").status()).isEqualTo(200);
    }

    private void publicPages() {
        Readiness.Check fails = () -> {
            throw new IllegalStateException("down");
        };
        try (ApiFixture api = ApiFixture.start(ApiFixture.people(), Map.of("database", fails))) {
            see(api, "GET", "/ready", "");
        }
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            List.of("/openapi.json", "/live", "/ready").forEach(page -> see(api, "GET", page, ""));
            seen.add(OpenApiContract.seen("GET", "/metrics", api.management().get("/metrics")));
        }
    }

    private static MapIdentitySource crowd(int size) {
        List<String> names = IntStream.range(0, size).mapToObj(i -> "user" + i).toList();
        MapIdentitySource iam = ApiFixture.people();
        names.forEach(iam::user);
        return iam.group("crowd", names, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    /// Takes more people out of the IAM than a run may remove on its own.
    private static void hold(ApiFixture api) {
        api.iam().group("crowd", List.of("user0", "user1"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    private Reply see(ApiFixture api, String method, String path, String body) {
        Reply reply = api.admin().send(method, path, body.getBytes(UTF_8), Map.of(), false);
        seen.add(OpenApiContract.seen(method, path, reply));
        return reply;
    }

    private void send(ApiClient client, Call call, String path, String body) {
        Reply reply = client.send(call.method(), path, body.getBytes(UTF_8), Map.of(), false);
        seen.add(OpenApiContract.seen(call.method(), path, reply));
    }

    private static List<Call> calls() {
        return OpenApiContract.documented().stream()
                .map(name -> name.split(" ", -1))
                .map(parts -> new Call(parts[0], parts[1]))
                .filter(call -> call.template().contains("{project_id}"))
                .distinct()
                .toList();
    }
}
