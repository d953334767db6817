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
import io.rollcall.ops.Readiness;
import io.rollcall.policy.Action;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The list of the clusters that a caller may see.
class FleetTest {
    private static final String CLUSTERS = "/v2/" + PROJECT + "/iam-sync/clusters";

    private static Map<String, ProvisioningTarget> more(int count) {
        Map<String, ProvisioningTarget> more = new HashMap<>();
        IntStream.range(0, count)
                .forEach(i -> more.put("%02d-more".formatted(i), MemoryTarget.documented("of cluster " + i)));
        return more;
    }

    private static List<String> ids(JsonNode list) {
        return list.path("clusters")
                .valueStream()
                .map(cluster -> cluster.path("cluster_id").asText())
                .toList();
    }

    private static JsonNode row(ApiFixture api, String id) {
        return api.admin().get(CLUSTERS + "?name=" + id).json().path("clusters").path(0);
    }

    @Test
    void aClusterOfWhichNothingWasAskedIsUnknownAndSaysSo() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company())) {
            JsonNode row = row(api, CLUSTER);
            assertThat(row.path("state").asText()).isEqualTo("unknown");
            assertThat(row.path("reason").asText()).isEqualTo("nothing has been asked for yet");
            assertThat(row.path("extent").asText()).isEqualTo("nothing");
            assertThat(row.has("last_run")).isFalse();
            assertThat(row.has("verified_at")).isFalse();
        }
    }

    @Test
    void itIsInSyncAfterARunWhichIsShownApartFromIt() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company()).work()) {
            String id = api.admin()
                    .post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}")
                    .header("x-operation-id");
            api.awaitIdle();
            JsonNode row = row(api, CLUSTER);
            assertThat(row.path("state").asText()).isEqualTo("in_sync");
            assertThat(row.has("reason")).isFalse();
            assertThat(row.has("verified_at")).isTrue();
            assertThat(row.path("extent").asText()).isEqualTo("everybody");
            assertThat(row.path("last_run").path("operation_id").asText()).isEqualTo(id);
            assertThat(row.path("last_run").path("state").asText()).isEqualTo("completed");
            assertThat(row.has("held_operation_id")).isFalse();
        }
    }

    @Test
    void itDiffersWhileSomethingIsRefused() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company()
                        .user("hdfs")
                        .group("team", List.of("hdfs"), SystemPolicies.named(SystemPolicies.FULL_ACCESS)))
                .work()) {
            api.admin().post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}");
            api.awaitIdle();
            JsonNode row = row(api, CLUSTER);
            assertThat(row.path("state").asText()).isEqualTo("differs");
            assertThat(row.path("reason").asText()).contains("1 refused");
            JsonNode refusal = row.path("differences").path("refusals").path(0);
            assertThat(refusal.path("name").asText()).isEqualTo("hdfs");
            assertThat(refusal.path("reason").asText()).contains("belongs to the Manager");
            assertThat(row.path("last_run").path("state").asText()).isEqualTo("completed_with_errors");
        }
    }

    @Test
    void aHeldPlanIsNamed() {
        try (ApiFixture api = ApiFixture.start(people(40)).work()) {
            api.admin().post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}");
            api.awaitIdle();
            api.iam().group("crowd", List.of("user0"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
            String held = api.admin()
                    .post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}")
                    .header("x-operation-id");
            api.awaitIdle();
            assertThat(row(api, CLUSTER).path("held_operation_id").asText()).isEqualTo(held);
        }
    }

    @Test
    void theConfigurationOfAClusterHasAddressesOnlyForThoseWhoMayDoMoreThanRead() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            JsonNode whole =
                    api.admin().get(ApiFixture.BASE + "/iam-sync/configuration").json();
            assertThat(whole.path("guard").path("removed_percent").asInt()).isEqualTo(20);
            assertThat(whole.path("schedule").path("cron").asText()).isEqualTo("15 2 * * *");
            assertThat(whole.path("directory").path("servers").path(0).asText()).isEqualTo("ldaps://ldap1.example:636");
            assertThat(whole.path("kerberos").path("administrator").asText()).isEqualTo("rollcall/admin");
            Reply seen = api.as("viewer").get(ApiFixture.BASE + "/iam-sync/configuration");
            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.json().path("kerberos").path("realm").asText()).isEqualTo("HADOOP.COM");
            assertThat(seen.body()).doesNotContain("ldap1.example", "cn=rollcall", "rollcall/admin");
            assertThat(api.as("guest")
                            .get(ApiFixture.BASE + "/iam-sync/configuration")
                            .status())
                    .isEqualTo(403);
            assertThat(api.admin()
                            .get("/v2/" + PROJECT + "/clusters/none/iam-sync/configuration")
                            .errorCode())
                    .isEqualTo("12000003");
        }
    }

    private static MapIdentitySource people(int size) {
        List<String> names = IntStream.range(0, size).mapToObj(i -> "user" + i).toList();
        MapIdentitySource iam = ApiFixture.company();
        names.forEach(iam::user);
        return iam.group("crowd", names, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    @Test
    void pagesFollowEachOtherInBothDirectionsAndEveryOrder() {
        try (ApiFixture api = ApiFixture.startWith(ApiFixture.company(), more(7))) {
            for (String key : List.of("name", "state", "verified_at")) {
                List<String> up = all(api, "&sort_key=" + key);
                List<String> down = all(api, "&sort_dir=desc&sort_key=" + key);
                assertThat(up).hasSize(8).doesNotHaveDuplicates();
                assertThat(down).isEqualTo(up.reversed());
            }
            assertThat(all(api, "&name=MORE")).hasSize(7).isSorted();
        }
    }

    private static List<String> all(ApiFixture api, String query) {
        List<String> ids = new ArrayList<>();
        String marker = "";
        do {
            JsonNode page = api.admin()
                    .get(CLUSTERS + "?limit=3" + query + (marker.isEmpty() ? "" : "&marker=" + marker))
                    .json();
            assertThat(page.path("clusters").size()).isLessThanOrEqualTo(3);
            ids.addAll(ids(page));
            marker = page.path("next_marker").asText("");
        } while (!marker.isEmpty());
        return ids;
    }

    @Test
    void theStateFiltersAndWhatDiffersComesFirst() {
        try (ApiFixture api =
                ApiFixture.startWith(ApiFixture.company(), more(2)).work()) {
            api.admin().post(BASE + "/iam-sync-user", "{\"is_all_sync\":true}");
            api.awaitIdle();
            assertThat(ids(api.admin().get(CLUSTERS + "?state=in_sync").json())).containsExactly(CLUSTER);
            assertThat(ids(api.admin().get(CLUSTERS + "?state=unknown,differs").json()))
                    .containsExactly("00-more", "01-more");
            assertThat(ids(api.admin().get(CLUSTERS + "?sort_key=state").json()))
                    .containsExactly("00-more", "01-more", CLUSTER);
        }
    }

    @Test
    void wrongParametersAreNamedTogether() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.company())) {
            Reply reply = api.admin().get(CLUSTERS + "?state=fine&sort_key=age&limit=0&marker=%25");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().path("error_msg").asText())
                    .contains("state must be one of in_sync, differs, unknown", "sort_key", "limit", "marker");
        }
    }

    @Test
    void aCallerSeesTheClustersOfItsRightsAndNoOther() {
        Grants.Grant one = new Grants.Grant(
                Set.of(new Subject.UserNamed(new UserName("guest"))),
                Set.of(Action.READ_OPERATIONS),
                Optional.of(Set.of(new ClusterId("01-more"))));
        try (ApiFixture api = ApiFixture.startWith(
                ApiFixture.company(), more(3), Access.DEFAULT.withGrants(new Grants(List.of(one))))) {
            assertThat(ids(api.as("viewer").get(CLUSTERS).json())).hasSize(4);
            assertThat(ids(api.as("guest").get(CLUSTERS).json())).containsExactly("01-more");
            assertThat(api.as("guest")
                            .get("/v2/" + PROJECT + "/iam-sync/users/viewer")
                            .json()
                            .path("clusters")
                            .findValuesAsText("cluster_id"))
                    .containsExactly("01-more");
        }
    }

    @Test
    void aCallerWithoutRightsIsRefused() {
        try (ApiFixture api = ApiFixture.startWith(ApiFixture.company(), more(3))) {
            Reply reply = api.as("guest").get(CLUSTERS);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().path("error_msg").asText()).contains("mrs:cluster:getSyncOperation");
        }
    }

    @Test
    void whyADirectoryDoesNotAnswerIsForThoseWhoMaySynchronize() {
        Readiness.Check fails = () -> {
            throw new IllegalStateException("ldap.example:636: connection refused");
        };
        try (ApiFixture api = ApiFixture.start(ApiFixture.company(), Map.of("directory", fails))) {
            JsonNode health = row(api, CLUSTER).path("health");
            assertThat(health.path("iam").path("state").asText()).isEqualTo("up");
            assertThat(health.path("directory").path("state").asText()).isEqualTo("down");
            assertThat(health.path("directory").path("reason").asText()).contains("connection refused");
            assertThat(health.has("kdc")).isFalse();
            assertThat(api.as("viewer").get(CLUSTERS).body())
                    .contains("it does not answer")
                    .doesNotContain("ldap.example");
        }
    }
}
