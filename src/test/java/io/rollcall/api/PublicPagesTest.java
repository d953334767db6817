package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.ops.Readiness;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PublicPagesTest {
    @Test
    void theDescriptionIsServedAsItIs() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertThat(api.anonymous().get("/openapi.json").json()).isEqualTo(OpenApiContract.DOCUMENT);
        }
    }

    @Test
    void theDescriptionGivesTheNamesOfTheSdksBesideTheDocumentedOnes() {
        Map<String, String> names = new TreeMap<>();
        OpenApiContract.DOCUMENT
                .path("paths")
                .forEach(path -> path.forEach(call -> {
                    if (call.has("x-sdk-operation-id")) {
                        names.put(
                                call.path("operationId").asText(),
                                call.path("x-sdk-operation-id").asText());
                    }
                }));
        assertThat(names)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "UpdateSyncIamUser", "UpdateSyncIamUser",
                        "CancelSyncIamUser", "CancelSyncIamUser",
                        "ShowSyncIamUser", "ShowSyncIamUser",
                        "ListClusterSyncTaskStatus", "ListSyncStatus",
                        "ListClusterSyncStatus", "ListSyncRequirements"));
    }

    @Test
    void aLivingProcessSaysSo() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertThat(api.anonymous().get("/live").json()).isEqualTo(Reply.parse("{\"status\":\"up\"}"));
        }
    }

    @Test
    void readyNamesTheCheckThatDoesNotPass() {
        Readiness.Check fails = () -> {
            throw new IllegalStateException("secret-of-the-house");
        };
        try (ApiFixture api = ApiFixture.start(ApiFixture.people(), Map.of("database", fails))) {
            Reply reply = api.anonymous().get("/ready");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.json()).isEqualTo(Reply.parse("{\"status\":\"down\",\"checks\":{\"database\":\"down\"}}"));
        }
    }

    @Test
    void readyWhenEveryCheckPasses() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people(), Map.of("database", () -> {}))) {
            Reply reply = api.anonymous().get("/ready");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json()).isEqualTo(Reply.parse("{\"status\":\"up\",\"checks\":{\"database\":\"up\"}}"));
        }
    }

    @Test
    void metricsCountRequestsByOperationAndStatus() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            api.anonymous().get(ApiFixture.USERS);
            api.anonymous().get("/no/such/path/chosen-by-a-caller");
            Reply metrics = api.management().get("/metrics");
            assertThat(metrics.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.body())
                    .contains("rollcall_api_requests_seconds_count{operation=\"ShowSyncIamUser\",status=\"401\"} 1")
                    .contains("rollcall_api_requests_seconds_count{operation=\"other\",status=\"404\"} 1")
                    .contains("jvm_memory_used_bytes")
                    .doesNotContain("chosen-by-a-caller");
        }
    }

    @Test
    void metricsAreNotForThePublic() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertThat(api.anonymous().get("/metrics").errorCode()).isEqualTo("APIGW.0101");
        }
    }

    @Test
    void theManagementListenerHasHealthAndMetricsAndNoCalls() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertThat(api.management().get("/live").status()).isEqualTo(200);
            assertThat(api.management().get("/ready").status()).isEqualTo(200);
            assertThat(api.management().get(ApiFixture.USERS).errorCode()).isEqualTo("APIGW.0101");
        }
    }
}
