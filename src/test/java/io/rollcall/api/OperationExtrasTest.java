package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.api.answer.View;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.IamId;
import io.rollcall.database.Database;
import io.rollcall.database.TestDatabase;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.OperationId;
import io.rollcall.policy.Action;
import io.rollcall.policy.SystemPolicies;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What beside asking for an operation can be done with it: watch it, download its plan, try the rest again,
/// and read who did what.
class OperationExtrasTest {
    private static final View ALL = new View(new IamId("u-admin"), EnumSet.allOf(Action.class), true);
    private static final String AUDIT = BASE + "/iam-sync/audit";

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() {
        MapIdentitySource iam = ApiFixture.company()
                .user("user1")
                .user("user2")
                .group("group1", List.of("user1", "user2"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        api = ApiFixture.start(iam).work();
    }

    private String run(String body) {
        String operation = api.admin().post(USERS, body).header("location");
        api.awaitIdle();
        return operation;
    }

    @Test
    void aStreamTellsTheOperationAndEndsWithIt() {
        String operation = api.admin().post(USERS, "{\"is_all_sync\":true}").header("location");
        Reply stream = api.admin().get(operation + "/events");
        assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
        List<JsonNode> events = stream.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Reply.parse(line.substring(6)))
                .toList();
        assertThat(events.getLast()).isEqualTo(api.admin().get(operation).json());
        assertThat(events.getLast().path("state").asText()).isEqualTo("completed");
        assertThat(stream.body()).endsWith("\n\n").startsWith("event: operation\n");
    }

    @Test
    void aPlanIsDownloadedAsAWhole() {
        String operation = run("{\"is_all_sync\":true}");
        JsonNode paged = api.admin().get(operation + "/plan?limit=1000").json().path("changes");
        assertThat(api.admin().get(operation + "/plan?format=json").json().path("changes"))
                .isEqualTo(paged);
        Reply asked = api.admin().get(operation + "/plan?format=ldif");
        Reply accepted =
                api.admin().send("GET", operation + "/plan", new byte[0], Map.of("Accept", "text/ldif"), false);
        assertThat(asked.body()).isEqualTo(accepted.body()).startsWith("version: 1\n\n");
        assertThat(asked.header("content-type")).startsWith("text/ldif");
        assertThat(asked.body().lines().filter(line -> line.startsWith("# "))).hasSize(paged.size());
        assertThat(api.admin().get(operation + "/plan?format=xml").errorMessage())
                .contains("format");
    }

    @Test
    void aRetryAsksForJustWhatWasLeftUndone() {
        api.target().addForeign("user2");
        String operation = run("{\"is_all_sync\":true}");
        Reply retry = api.admin().post(operation + "/retry", "");
        assertThat(retry.status()).isEqualTo(202);
        assertThat(retry.json().path("is_all_sync").asBoolean()).isFalse();
        assertThat(retry.header("location")).isNotEqualTo(operation);
        api.awaitIdle();
        assertThat(lines("accepted").getLast().path("detail").path("request").findValue("users"))
                .isEqualTo(Reply.parse("[\"user2\"]"));
        assertThat(api.admin().get(retry.header("location") + "/results").json().findValuesAsText("name"))
                .containsOnly("user2");
    }

    @Test
    void whatWasDoneCannotBeRetried() {
        String operation = run("{\"is_all_sync\":true}");
        Reply refused = api.admin().post(operation + "/retry", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errorCode()).isEqualTo("12000054");
    }

    private List<JsonNode> lines(String event) {
        List<JsonNode> all = new ArrayList<>();
        api.admin().get(AUDIT + "?limit=1000").body().lines().map(Reply::parse).forEach(all::add);
        return all.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    @Test
    void theAuditSaysWhoAskedWhatWasDecidedAndWhatChanged() {
        Reply accepted = api.admin().post(USERS, "{\"user_names\":[\"user1\"]}");
        api.awaitIdle();
        JsonNode asked = lines("accepted").getFirst();
        assertThat(asked.path("operation_id").asText()).isEqualTo(accepted.header("x-operation-id"));
        JsonNode by = asked.path("requested_by");
        assertThat(by.path("user_name").asText()).isEqualTo("admin");
        assertThat(by.path("credential").asText()).isEqualTo("access key AK-admin");
        assertThat(by.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(by.path("request_id").asText()).isEqualTo(accepted.header("x-request-id"));
        assertThat(lines("changed")).anySatisfy(line -> {
            JsonNode change = line.path("change");
            assertThat(change.path("name").asText()).isEqualTo("user1");
            assertThat(change.path("action").asText()).isEqualTo("create");
            assertThat(change.path("after").path("iam_id").asText()).isEqualTo("u-user1");
            assertThat(change.path("outcome").asText()).isEqualTo("applied");
        });
        assertThat(lines("finished").getLast().path("detail").path("state").asText())
                .isEqualTo("completed");
        assertThat(api.admin().get(AUDIT).body()).doesNotContain("SK-");
    }

    @Test
    void theAuditIsPagedWithoutGapsAndBeginsWhereAsked() {
        run("{\"is_all_sync\":true}");
        String whole = api.admin().get(AUDIT + "?limit=1000").body();
        StringBuilder paged = new StringBuilder();
        String marker = "0";
        while (!marker.isEmpty()) {
            Reply page = api.admin().get(AUDIT + "?limit=2&marker=" + marker);
            paged.append(page.body());
            marker = page.header("x-next-marker");
        }
        assertThat(paged.toString()).isEqualTo(whole);
        assertThat(api.admin()
                        .get(AUDIT + "?since=2000-01-01T00:00:00Z&limit=1000")
                        .body())
                .isEqualTo(whole);
        assertThat(api.admin().get(AUDIT + "?since=2999-01-01T00:00:00Z").body())
                .isEmpty();
        assertThat(api.admin().get(AUDIT + "?since=yesterday").errorMessage()).contains("since");
    }

    @Test
    void tooManyDryRunsOfAClusterAreTurnedAwayAndNothingElseIs() {
        try (ApiFixture idle = ApiFixture.start(ApiFixture.company().user("user1"))) {
            String operations = ApiFixture.BASE + "/iam-sync/operations";
            String dryRun = "{\"action\":\"sync\",\"user_names\":[\"user1\"],\"dry_run\":true}";
            for (int i = 0; i < 8; i++) {
                assertThat(idle.admin().post(operations, dryRun).status()).isEqualTo(202);
            }
            Reply refused = idle.admin().post(operations, dryRun);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.errorCode()).isEqualTo("APIGW.0308");
            assertThat(refused.header("retry-after")).isEqualTo("5");
            assertThat(idle.admin().post(USERS, "{\"user_names\":[\"user1\"]}").status())
                    .isEqualTo(202);
            idle.work();
            idle.awaitIdle();
            Instant deadline = Instant.now().plusSeconds(20);
            while (idle.admin().post(operations, dryRun).status() != 202) {
                assertThat(Instant.now()).isBefore(deadline);
            }
        }
    }

    @Test
    void aRequestThatWasTurnedAwayIsInTheAudit() {
        try (ApiFixture idle = ApiFixture.start(ApiFixture.company().user("user1"))) {
            idle.admin().post(USERS, "{\"user_names\":[\"user1\"]}");
            Reply busy = idle.admin().post(USERS, "{\"user_names\":[\"user1\"]}");
            assertThat(busy.errorCode()).isEqualTo("12000154");
            JsonNode line = idle.admin()
                    .get(AUDIT)
                    .body()
                    .lines()
                    .map(Reply::parse)
                    .reduce((first, second) -> second)
                    .orElseThrow();
            assertThat(line.path("event").asText()).isEqualTo("busy");
            assertThat(line.path("requested_by").path("request_id").asText()).isEqualTo(busy.header("x-request-id"));
        }
    }

    @Test
    void thereAreOnlySoManyStreams(@TempDir Path folder) {
        try (Database database = TestDatabase.in(folder).open();
                Operations operations = Operations.open(
                        database,
                        InstantSource.system(),
                        Operations.Settings.DEFAULT.withStallLimit(java.time.Duration.ZERO),
                        id -> Optional.empty());
                EventStreams streams = new EventStreams(operations, EventStreams.Pace.STANDARD)) {
            ClusterId cluster = new ClusterId(ApiFixture.CLUSTER);
            OperationId id = new OperationId("0123456789abcdef0123456789abcdef");
            for (int i = 0; i < EventStreams.MOST; i++) {
                assertThat(streams.open(cluster, id, "reader " + i, ALL, () -> true)
                                .status())
                        .isEqualTo(200);
            }
            assertThatThrownBy(() -> streams.open(cluster, id, "one more", ALL, () -> true))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.THROTTLED));
        }
    }
}
