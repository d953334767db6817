package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.policy.SystemPolicies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The calls beside the documented ones (R30).
class OperationCallsTest {
    private static final String OPERATIONS = BASE + "/iam-sync/operations";

    @AutoClose
    private static ApiFixture api;

    @BeforeAll
    static void start() {
        MapIdentitySource iam = ApiFixture.people()
                .user("user1")
                .user("user2")
                .group("group1", List.of("user1", "user2"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        api = ApiFixture.start(iam).work();
    }

    @Test
    void anAcceptedRequestSaysWhereItsOperationIs() {
        api.awaitIdle();
        Reply accepted = api.admin().post(USERS, "{\"user_names\":[\"user1\"]}");
        String id = accepted.header("x-operation-id");
        assertThat(accepted.header("location")).isEqualTo(OPERATIONS + "/" + id);
        JsonNode operation = api.admin().get(accepted.header("location")).json();
        assertThat(operation.path("operation_id").asText()).isEqualTo(id);
        assertThat(operation.path("action").asText()).isEqualTo("sync");
        assertThat(operation.path("is_all_sync").asBoolean()).isFalse();
        JsonNode by = operation.path("requested_by");
        assertThat(by.path("user_name").asText()).isEqualTo("admin");
        assertThat(by.path("credential").asText()).isEqualTo("access key AK-admin");
        assertThat(by.path("request_id").asText()).isEqualTo(accepted.header("x-request-id"));
        api.awaitIdle();
    }

    @Test
    void aDryRunPlansAndWritesNothing() {
        api.awaitIdle();
        String before = api.admin().get(USERS).body();
        Reply accepted =
                api.admin().post(OPERATIONS, "{\"action\":\"cancel\",\"dry_run\":true,\"group_names\":[\"group1\"]}");
        assertThat(accepted.status()).isEqualTo(202);
        awaitEnd(accepted.header("location"));
        assertThat(api.admin()
                        .get(accepted.header("location"))
                        .json()
                        .path("dry_run")
                        .asBoolean())
                .isTrue();
        assertThat(api.admin().get(USERS).body()).isEqualTo(before);
    }

    @Test
    void rowsArePagedByMarkerAndFilteredByKind() {
        api.awaitIdle();
        Reply accepted = api.admin().post(OPERATIONS, "{\"action\":\"sync\",\"is_all_sync\":true,\"dry_run\":true}");
        String operation = accepted.header("location");
        awaitEnd(operation);
        JsonNode all = api.admin().get(operation + "/plan").json().path("changes");
        List<JsonNode> paged = new ArrayList<>();
        String marker = "0";
        while (!marker.isEmpty()) {
            JsonNode page = api.admin()
                    .get(operation + "/plan?limit=1&marker=" + marker)
                    .json();
            page.path("changes").forEach(paged::add);
            marker = page.path("next_marker").asText();
        }
        assertThat(paged).isEqualTo(all.valueStream().toList());
        assertThat(api.admin()
                        .get(operation + "/results?kind=role")
                        .json()
                        .path("results")
                        .findValuesAsText("kind"))
                .allMatch("role"::equals);
    }

    @Test
    void operationsAreListedNewestFirstAndPaged() {
        for (int i = 0; i < 3; i++) {
            Reply accepted =
                    api.admin().post(OPERATIONS, "{\"action\":\"sync\",\"is_all_sync\":true,\"dry_run\":true}");
            awaitEnd(accepted.header("location"));
        }
        JsonNode first = api.admin().get(OPERATIONS + "?limit=2").json();
        List<String> ids = first.path("operations").findValuesAsText("operation_id");
        assertThat(ids).hasSize(2).isSortedAccordingTo((a, b) -> b.compareTo(a));
        JsonNode second = api.admin()
                .get(OPERATIONS + "?limit=2&marker=" + first.path("next_marker").asText())
                .json();
        assertThat(second.path("operations").findValuesAsText("operation_id")).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void everyProblemOfAQueryIsNamed() {
        Reply reply = api.admin()
                .get(OPERATIONS + "/0123456789abcdef0123456789abcdef/results?limit=0&kind=x&outcome=y&marker=z");
        assertThat(reply.errorCode()).isEqualTo("12000002");
        assertThat(reply.errorMessage()).contains("limit", "kind", "outcome", "marker");
    }

    @Test
    void anUnknownOperationIsNotFound() {
        String unknown = OPERATIONS + "/0123456789abcdef0123456789abcdef";
        for (String tail : List.of("", "/plan", "/results")) {
            assertThat(api.admin().get(unknown + tail).status()).isEqualTo(404);
        }
        assertThat(api.admin().post(unknown + "/release", "").status()).isEqualTo(404);
        Reply reply = api.admin().post(unknown + "/cancel", "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEqualTo("12000002");
    }

    @Test
    void anEndedOperationCanNeitherBeReleasedNorStopped() {
        Reply accepted = api.admin().post(OPERATIONS, "{\"action\":\"sync\",\"is_all_sync\":true,\"dry_run\":true}");
        awaitEnd(accepted.header("location"));
        for (String tail : List.of("/release", "/cancel")) {
            Reply reply = api.admin().post(accepted.header("location") + tail, "");
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.errorCode()).isEqualTo("12000054");
            assertThat(reply.errorMessage()).endsWith("The state of the operation is completed.");
        }
    }

    private static void awaitEnd(String operation) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!api.admin().get(operation).json().has("finished_at")) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
