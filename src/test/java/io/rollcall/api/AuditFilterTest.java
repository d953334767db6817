package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.Waiting;
import io.rollcall.policy.SystemPolicies;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The filters of the audit, and the comments of those who decide.
class AuditFilterTest {
    private static final String OPERATIONS = BASE + "/iam-sync/operations/";

    private static List<JsonNode> audit(ApiFixture api, String query) {
        return api.admin()
                .get(BASE + "/iam-sync/audit?" + query)
                .body()
                .lines()
                .map(Reply::parse)
                .toList();
    }

    private static List<String> events(ApiFixture api, String query) {
        return audit(api, query).stream()
                .map(entry -> entry.path("event").asText())
                .toList();
    }

    private static MapIdentitySource crowd(int size) {
        List<String> names = IntStream.range(0, size).mapToObj(i -> "user" + i).toList();
        MapIdentitySource iam = ApiFixture.company();
        names.forEach(iam::user);
        return iam.group("crowd", names, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    private static String sync(ApiFixture api) {
        String id = api.admin()
                .post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}")
                .header("x-operation-id");
        api.awaitIdle();
        return id;
    }

    private static String held(ApiFixture api) {
        sync(api);
        api.iam().group("crowd", List.of("user0"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        return sync(api);
    }

    @Test
    void theNewestComeFirstWhereThatIsAskedFor() {
        try (ApiFixture api = ApiFixture.start(crowd(12)).work()) {
            sync(api);
            sync(api);
            List<Long> oldestFirst = numbers(audit(api, "limit=1000"));
            assertThat(oldestFirst).hasSizeGreaterThan(10).isSorted();
            List<Long> newestFirst = new ArrayList<>();
            String marker = "";
            do {
                Reply page = api.admin()
                        .get(BASE + "/iam-sync/audit?sort_dir=desc&limit=5"
                                + (marker.isEmpty() ? "" : "&marker=" + marker));
                newestFirst.addAll(numbers(page.body().lines().map(Reply::parse).toList()));
                marker = page.header("x-next-marker");
            } while (!marker.isEmpty());
            assertThat(newestFirst).isEqualTo(oldestFirst.reversed());
            assertThat(numbers(audit(api, "sort_dir=asc&limit=1000"))).isEqualTo(oldestFirst);
            assertThat(api.admin().get(BASE + "/iam-sync/audit?sort_dir=up").status())
                    .isEqualTo(400);
        }
    }

    private static List<Long> numbers(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.path("number").asLong()).toList();
    }

    @Test
    void theEntriesOfOneObjectAreFoundWithItsPasswords() {
        try (ApiFixture api = ApiFixture.start(crowd(12)).work()) {
            sync(api);
            api.admin().post(BASE + "/iam-sync/accounts/user1/password", "");
            List<JsonNode> found = audit(api, "kind=user&name=user1");
            assertThat(found).hasSize(2);
            assertThat(found.getFirst().path("change").path("name").asText()).isEqualTo("user1");
            assertThat(found.getLast().path("event").asText()).isEqualTo("password");
            assertThat(audit(api, "kind=group&name=crowd"))
                    .allSatisfy(entry -> assertThat(
                                    entry.path("change").path("kind").asText())
                            .isEqualTo("group"));
            assertThat(audit(api, "name=nobody-of-that-name")).isEmpty();
            assertThat(events(api, "kind=role")).isNotEmpty().containsOnly("changed");
        }
    }

    @Test
    void namesAreNoPatterns() {
        try (ApiFixture api = ApiFixture.start(crowd(3)).work()) {
            sync(api);
            api.admin().post(BASE + "/iam-sync/accounts/user1/password", "");
            assertThat(audit(api, "name=user%25")).isEmpty();
            assertThat(audit(api, "name=user_")).isEmpty();
        }
    }

    @Test
    void theEntriesOfOneOperationEventAndTimeAreFoundPageByPage() {
        try (ApiFixture api = ApiFixture.start(crowd(12)).work()) {
            String first = sync(api);
            // The entries of the audit have their times by the millisecond.
            Instant between = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
            Waiting.until("the millisecond is over", () -> Instant.now().isAfter(between.plusMillis(1)));
            String second = sync(api);
            assertThat(audit(api, "operation_id=" + first))
                    .isNotEmpty()
                    .allSatisfy(entry ->
                            assertThat(entry.path("operation_id").asText()).isEqualTo(first));
            assertThat(events(api, "operation_id=" + second)).containsExactly("accepted", "finished");
            assertThat(events(api, "event=accepted")).containsExactly("accepted", "accepted");
            assertThat(audit(api, "until=" + between))
                    .allSatisfy(entry ->
                            assertThat(entry.path("operation_id").asText()).isEqualTo(first));
            assertThat(audit(api, "since=" + between)).hasSize(2);
            Reply page = api.admin().get(BASE + "/iam-sync/audit?event=changed&limit=5");
            Reply next = api.admin()
                    .get(BASE + "/iam-sync/audit?event=changed&limit=1000&marker=" + page.header("x-next-marker"));
            assertThat(page.body().lines().count() + next.body().lines().count())
                    .isEqualTo(events(api, "event=changed&limit=1000").size());
        }
    }

    @Test
    void wrongFiltersAreNamedTogether() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company())) {
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/audit?event=x&operation_id=y&kind=z&until=w&name=")
                            .json()
                            .path("error_msg")
                            .asText())
                    .contains("event", "operation_id", "kind", "until", "name");
        }
    }

    @Test
    void theCommentOfAReleaseIsInTheAuditAndOnTheOperation() {
        try (ApiFixture api = ApiFixture.start(crowd(40)).work()) {
            String id = held(api);
            api.admin().post(OPERATIONS + id + "/release", "{\"comment\":\"  checked with the team \"}");
            api.awaitIdle();
            assertThat(audit(api, "event=released")
                            .getFirst()
                            .path("detail")
                            .path("comment")
                            .asText())
                    .isEqualTo("checked with the team");
            JsonNode decision =
                    api.admin().get(OPERATIONS + id).json().path("decisions").path(0);
            assertThat(decision.path("decision").asText()).isEqualTo("released");
            assertThat(decision.path("comment").asText()).isEqualTo("checked with the team");
            assertThat(decision.path("by").path("user_name").asText()).isEqualTo("admin");
            assertThat(api.as("viewer")
                            .get(OPERATIONS + id)
                            .json()
                            .path("decisions")
                            .path(0)
                            .path("by")
                            .has("address"))
                    .isFalse();
        }
    }

    @Test
    void theCommentOfADiscardIsKeptToo() {
        try (ApiFixture api = ApiFixture.start(crowd(40)).work()) {
            String id = held(api);
            api.admin().post(OPERATIONS + id + "/cancel", "{\"comment\":\"a mistake in the IAM\"}");
            assertThat(audit(api, "event=stopped")
                            .getFirst()
                            .path("detail")
                            .path("comment")
                            .asText())
                    .isEqualTo("a mistake in the IAM");
            assertThat(api.admin()
                            .get(OPERATIONS + id)
                            .json()
                            .path("decisions")
                            .path(0)
                            .path("decision")
                            .asText())
                    .isEqualTo("discarded");
        }
    }

    @Test
    void aReleaseOfAnotherPlanIsAConflictAndChangesNothing() {
        try (ApiFixture api = ApiFixture.start(crowd(40)).work()) {
            String id = held(api);
            String release = OPERATIONS + id + "/release";
            String hash =
                    api.admin().get(OPERATIONS + id).json().path("plan_hash").asText();
            assertThat(hash).matches("[0-9a-f]{32}");
            String other = hash.startsWith("0") ? "1" + hash.substring(1) : "0" + hash.substring(1);
            for (String call : List.of("/release", "/cancel")) {
                Reply conflict = api.admin().post(OPERATIONS + id + call, "{\"plan_hash\":\"" + other + "\"}");
                assertThat(conflict.status()).isEqualTo(409);
                assertThat(conflict.errorCode()).isEqualTo("12000054");
                assertThat(conflict.errorMessage()).contains("plan_hash");
            }
            assertThat(api.admin().post(release, "{\"plan_hash\":\"abc\"}").status())
                    .isEqualTo(400);
            assertThat(api.admin().post(release, "{\"plan_hash\":7}").status()).isEqualTo(400);
            JsonNode still = api.admin().get(OPERATIONS + id).json();
            assertThat(still.path("state").asText()).isEqualTo("held");
            assertThat(still.has("decisions")).isFalse();
            assertThat(api.admin()
                            .post(release, "{\"plan_hash\":\"" + hash + "\"}")
                            .status())
                    .isEqualTo(202);
            assertThat(audit(api, "event=released")
                            .getFirst()
                            .path("detail")
                            .path("plan_hash")
                            .asText())
                    .isEqualTo(hash);
        }
    }

    @Test
    void aCommentIsOptionalAndBounded() {
        try (ApiFixture api = ApiFixture.start(crowd(40)).work()) {
            String id = held(api);
            String release = OPERATIONS + id + "/release";
            assertThat(api.admin()
                            .post(release, "{\"comment\":\"" + "x".repeat(501) + "\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(api.admin().post(release, "{\"comment\":\"a\\nb\"}").status())
                    .isEqualTo(400);
            assertThat(api.admin().post(release, "{\"comment\":7}").status()).isEqualTo(400);
            assertThat(api.admin().post(release, "{\"comment\":null}").status()).isEqualTo(202);
            api.awaitIdle();
            assertThat(api.admin()
                            .get(OPERATIONS + id)
                            .json()
                            .path("decisions")
                            .path(0)
                            .has("comment"))
                    .isFalse();
        }
    }
}
