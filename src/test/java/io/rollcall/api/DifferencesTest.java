package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who would be added, changed and removed in which cluster.
class DifferencesTest {
    private static final String DIFFERENCES = "/v2/" + PROJECT + "/iam-sync/differences";
    private static final String SECOND = "second";

    private static MapIdentitySource people(int count) {
        MapIdentitySource iam = ApiFixture.company();
        List<String> crowd =
                IntStream.range(0, count).mapToObj("user%02d"::formatted).toList();
        crowd.forEach(iam::user);
        return iam.group("crowd", crowd, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    private static Map<String, ProvisioningTarget> second() {
        return Map.of(SECOND, MemoryTarget.documented("of the second cluster"));
    }

    private static String base(String cluster) {
        return "/v2/" + PROJECT + "/clusters/" + cluster;
    }

    private static void plan(ApiFixture api, String cluster) {
        String id = api.admin()
                .post(
                        base(cluster) + "/iam-sync/operations",
                        "{\"action\": \"sync\", \"is_all_sync\": true, \"dry_run\": true}")
                .json()
                .path("operation_id")
                .asText();
        while (!api.admin()
                .get(base(cluster) + "/iam-sync/operations/" + id)
                .json()
                .has("finished_at")) {
            Thread.onSpinWait();
        }
    }

    private static void sync(ApiFixture api, String cluster) {
        api.admin().post(base(cluster) + "/iam-sync-user", "{\"is_all_sync\": true}");
        api.awaitIdle(base(cluster));
    }

    private static List<String> rows(JsonNode page) {
        return page.path("differences")
                .valueStream()
                .map(row -> row.path("cluster_id").asText() + " "
                        + row.path("action").asText() + " " + row.path("kind").asText() + " "
                        + row.path("name").asText())
                .toList();
    }

    @Test
    void theRowsOfThePlansOfAllClustersAreOneList() {
        try (ApiFixture api = ApiFixture.startWith(people(3), second()).work()) {
            plan(api, CLUSTER);
            plan(api, SECOND);
            JsonNode created = api.admin()
                    .get(DIFFERENCES + "?action=create&kind=user&name=USER0")
                    .json();
            assertThat(rows(created))
                    .containsExactlyInAnyOrder(
                            CLUSTER + " create user user00",
                            CLUSTER + " create user user01",
                            CLUSTER + " create user user02",
                            SECOND + " create user user00",
                            SECOND + " create user user01",
                            SECOND + " create user user02");
            assertThat(rows(api.admin()
                            .get(DIFFERENCES + "?name=user01&kind=user&cluster_id=" + SECOND)
                            .json()))
                    .containsExactly(SECOND + " create user user01");
            assertThat(rows(api.admin().get(DIFFERENCES + "?name=user_1").json()))
                    .isEmpty();
            assertThat(created.path("unplanned").path("count").asInt()).isZero();
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGaps() {
        try (ApiFixture api = ApiFixture.startWith(people(3), second()).work()) {
            plan(api, CLUSTER);
            plan(api, SECOND);
            List<String> whole = rows(api.admin().get(DIFFERENCES).json());
            for (int limit : new int[] {1, 2, whole.size() / 2}) {
                List<String> pages = new ArrayList<>();
                String marker = "";
                do {
                    JsonNode page = api.admin()
                            .get(DIFFERENCES + "?limit=" + limit + (marker.isEmpty() ? "" : "&marker=" + marker))
                            .json();
                    assertThat(page.has("unplanned")).isEqualTo(marker.isEmpty());
                    pages.addAll(rows(page));
                    marker = page.path("next_marker").asText();
                } while (!marker.isEmpty());
                assertThat(pages).as("pages of %d", limit).isEqualTo(whole);
            }
        }
    }

    @Test
    void aPlanThatWasCarriedOutDiffersInNothingAnyMore() {
        try (ApiFixture api = ApiFixture.startWith(people(3), second()).work()) {
            assertThat(api.admin()
                            .get(DIFFERENCES)
                            .json()
                            .path("unplanned")
                            .path("count")
                            .asInt())
                    .isEqualTo(2);
            plan(api, CLUSTER);
            sync(api, CLUSTER);
            JsonNode now = api.admin().get(DIFFERENCES).json();
            assertThat(rows(now)).isEmpty();
            assertThat(now.path("unplanned").path("count").asInt()).isEqualTo(1);
            assertThat(now.at("/unplanned/clusters/0/cluster_id").asText()).isEqualTo(SECOND);
        }
    }

    @Test
    void aHeldPlanIsInTheListAndItsOperationSaysWhomAReleaseTouches() {
        try (ApiFixture api = ApiFixture.start(people(40)).work()) {
            sync(api, CLUSTER);
            api.iam().group("crowd", List.of("user00"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
            api.iam().user("late");
            api.iam().group("others", List.of("late"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
            sync(api, CLUSTER);
            JsonNode gone =
                    api.admin().get(DIFFERENCES + "?action=delete&kind=user").json();
            assertThat(rows(gone)).hasSize(39).contains(CLUSTER + " delete user user01");
            JsonNode first = gone.path("differences").path(0);
            assertThat(first.path("is_held").asBoolean()).isTrue();
            JsonNode held = api.admin()
                    .get(BASE + "/iam-sync/operations/"
                            + first.path("operation_id").asText())
                    .json()
                    .path("held");
            JsonNode deleted = touched(held, "user", "delete");
            assertThat(deleted.path("count").asInt()).isEqualTo(39);
            assertThat(deleted.path("names").size()).isEqualTo(10);
            assertThat(touched(held, "user", "create").path("names").path(0).asText())
                    .as("what the limit does not count")
                    .isEqualTo("late");
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/operations")
                            .json()
                            .at("/operations/0/held")
                            .has("touches"))
                    .isFalse();
        }
    }

    private static JsonNode touched(JsonNode held, String kind, String action) {
        return held.path("touches")
                .valueStream()
                .filter(one -> one.path("kind").asText().equals(kind)
                        && one.path("action").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCallerSeesTheDifferencesOfItsClustersAlone() {
        Grants.Grant one = new Grants.Grant(
                Set.of(new Subject.UserNamed(new UserName("guest"))),
                Set.of(Action.READ_OPERATIONS),
                Optional.of(Set.of(new ClusterId(SECOND))));
        Access access = Access.DEFAULT.withGrants(new Grants(List.of(one)));
        try (ApiFixture api = ApiFixture.startWith(people(1), second(), access).work()) {
            plan(api, CLUSTER);
            plan(api, SECOND);
            assertThat(rows(api.as("guest").get(DIFFERENCES).json()))
                    .isNotEmpty()
                    .allMatch(row -> row.startsWith(SECOND + " "));
            assertThat(api.as("guest")
                            .get(DIFFERENCES + "?cluster_id=" + CLUSTER)
                            .errorCode())
                    .isEqualTo("12000003");
        }
    }

    @Test
    void aCallerWithoutRightsIsRefusedAndWrongParametersAreNamedTogether() {
        try (ApiFixture api = ApiFixture.start(people(1))) {
            assertThat(api.as("guest").get(DIFFERENCES).status()).isEqualTo(403);
            assertThat(api.admin()
                            .get(DIFFERENCES + "?action=explode&kind=cat&limit=0")
                            .body())
                    .contains("action", "kind", "limit");
        }
    }
}
