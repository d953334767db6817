package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.policy.SystemPolicies;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The five calls with the documented examples, compared as JSON (contract, 1.2 to 1.4).
class ContractExamplesTest {
    private static final String SYNC_EXAMPLE =
            "{ \"is_all_sync\" : false, \"group_names\" : [ \"groups1\" ], \"user_names\" : [ \"user1\", \"user2\" ] }";
    private static final String CANCEL_EXAMPLE =
            "{ \"group_names\" : [ \"groups1\" ], \"user_names\" : [ \"user1\", \"user2\" ] }";
    private static final String ACCEPTED = "{ \"state\" : \"synchronizing\" }";

    private static MapIdentitySource people() {
        return ApiFixture.people()
                .user("user1")
                .user("user2")
                .group("groups1", List.of(), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))
                .group("group1", List.of("user1", "user2"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
    }

    @Test
    void aSynchronizationIsAcceptedShownAndCancelledAsInTheExamples() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            assertJson(api.admin().get(USERS), 200, "{\"user_names\":[],\"group_names\":[]}");
            assertJson(api.admin().get(BASE + "/iam-sync"), 200, "{\"is_synchronizing\":false}");
            assertJson(api.admin().get(BASE + "/iam-sync/is-synchronous"), 200, "{\"is_synchronous\":false}");

            assertJson(api.admin().post(USERS, SYNC_EXAMPLE), 202, ACCEPTED);
            api.awaitIdle();
            assertJson(
                    api.admin().get(USERS),
                    200,
                    "{\"user_names\":[\"user1\",\"user2\"],\"group_names\":[\"group1\",\"groups1\"]}");
            assertJson(api.admin().get(BASE + "/iam-sync/is-synchronous"), 200, "{\"is_synchronous\":true}");

            assertJson(api.admin().delete(USERS, CANCEL_EXAMPLE), 202, ACCEPTED);
            api.awaitIdle();
            assertJson(api.admin().get(USERS), 200, "{\"user_names\":[],\"group_names\":[]}");
            assertJson(api.admin().get(BASE + "/iam-sync/is-synchronous"), 200, "{\"is_synchronous\":false}");
        }
    }

    @Test
    void theAnswerOfShowIsTheDocumentedExample() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            api.admin().post(USERS, "{\"user_names\":[\"user2\",\"user1\"]}");
            api.awaitIdle();
            assertJson(
                    api.admin().get(USERS), 200, "{\"user_names\":[\"user1\",\"user2\"],\"group_names\":[\"group1\"]}");
        }
    }

    @Test
    void synchronizingIsTrueFromTheAnswerOn() {
        try (ApiFixture api = ApiFixture.start(people())) {
            api.admin().post(USERS, SYNC_EXAMPLE);
            assertJson(api.admin().get(BASE + "/iam-sync"), 200, "{\"is_synchronizing\":true}");
            assertJson(api.admin().get(BASE + "/iam-sync/is-synchronous"), 200, "{\"is_synchronous\":false}");
        }
    }

    @Test
    void aBusyClusterRefusesBothCallsAndNamesItself() {
        String busy = "{\"error_code\":\"12000154\",\"error_msg\":\"IAM synchronization is in progress and cannot be"
                + " triggered again in the same cluster. Cluster ID: " + CLUSTER + "\"}";
        try (ApiFixture api = ApiFixture.start(people())) {
            api.admin().delete(USERS, CANCEL_EXAMPLE);
            assertJson(api.admin().post(USERS, SYNC_EXAMPLE), 500, busy);
            assertJson(api.admin().delete(USERS, CANCEL_EXAMPLE), 500, busy);
            assertJson(
                    api.admin().post(BASE + "/iam-sync/operations", "{\"action\":\"sync\",\"is_all_sync\":true}"),
                    500,
                    busy);
            String otherUsers =
                    "/v2/" + ApiFixture.OTHER_PROJECT + "/clusters/" + ApiFixture.OTHER_CLUSTER + "/iam-sync-user";
            assertJson(api.admin().post(otherUsers, SYNC_EXAMPLE), 202, ACCEPTED);
        }
    }

    @Test
    void ofManySimultaneousRequestsExactlyOneIsAccepted() throws InterruptedException {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger busy = new AtomicInteger();
        try (ApiFixture api = ApiFixture.start(people())) {
            List<Thread> threads = IntStream.range(0, 50)
                    .mapToObj(_ -> Thread.startVirtualThread(() -> {
                        Reply reply = api.admin().post(USERS, SYNC_EXAMPLE);
                        if (reply.status() == 202) {
                            accepted.incrementAndGet();
                        } else if (reply.errorCode().equals("12000154")) {
                            busy.incrementAndGet();
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(accepted).hasValue(1);
        assertThat(busy).hasValue(49);
    }

    @Test
    void unknownNamesAreAcceptedAndFailAsResults() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            Reply accepted = api.admin().post(USERS, "{\"user_names\":[\"user1\",\"*()\\\\,=+<>#;\\\"\"]}");
            assertJson(accepted, 202, ACCEPTED);
            api.awaitIdle();
            Reply operation = api.admin().get(accepted.header("location"));
            assertThat(operation.json().path("state").asText()).isEqualTo("completed_with_errors");
            Reply results = api.admin().get(accepted.header("location") + "/results?outcome=refused");
            assertThat(results.json().path("results").path(0).path("name").asText())
                    .isEqualTo("*()\\,=+<>#;\"");
            assertThat(results.json().path("results").path(0).path("reason").asText())
                    .isNotEmpty();
        }
    }

    @Test
    void aManagerThatIsAwayFailsTheOperationWithItsCode() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            api.target().goAway(true);
            Reply accepted = api.admin().post(USERS, SYNC_EXAMPLE);
            assertThat(accepted.status()).isEqualTo(202);
            api.awaitIdle();
            Reply operation = api.admin().get(accepted.header("location"));
            assertThat(operation.json().path("state").asText()).isEqualTo("failed");
            assertThat(operation.json().path("error").path("error_code").asText())
                    .isEqualTo("12000163");
        }
    }

    @Test
    void aDeleteThatLostItsBodyCancelsNothing() {
        try (ApiFixture api = ApiFixture.start(people())) {
            Reply reply = api.admin().send("DELETE", USERS, new byte[0], Map.of(), false);
            assertThat(reply.errorCode()).isEqualTo("12000002");
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/operations")
                            .json()
                            .path("operations")
                            .size())
                    .isZero();
        }
    }

    @Test
    void chunkedBodiesAreCarriedOutOnBothMethods() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            assertJson(api.admin().send("POST", USERS, SYNC_EXAMPLE.getBytes(UTF_8), Map.of(), true), 202, ACCEPTED);
            api.awaitIdle();
            assertJson(
                    api.admin().send("DELETE", USERS, CANCEL_EXAMPLE.getBytes(UTF_8), Map.of(), true), 202, ACCEPTED);
        }
    }

    private static void assertJson(Reply reply, int status, String json) {
        assertThat(reply.json()).isEqualTo(Reply.parse(json));
        assertThat(reply.status()).isEqualTo(status);
    }
}
