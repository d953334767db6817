package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Why a person is in a cluster or not.
class PersonTest {
    private static final String USERS = "/v2/" + PROJECT + "/iam-sync/users/";

    private static MapIdentitySource company() {
        return ApiFixture.company()
                .user("anna")
                .user("bert")
                .user("cora")
                .user("dora", false)
                .user("hdfs")
                .group("readers", List.of("anna"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))
                .group(
                        "team",
                        List.of("anna", "hdfs"),
                        SystemPolicies.named(SystemPolicies.FULL_ACCESS),
                        SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS))
                .group("staff", List.of("bert"))
                .group("others", List.of("dora"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    private static JsonNode explain(ApiFixture api, String name) {
        return api.admin().get(USERS + name).json().path("clusters").path(0);
    }

    private static JsonNode named(JsonNode list, String name) {
        return list.valueStream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String obstacle(JsonNode person) {
        return person.path("steps")
                .valueStream()
                .filter(step -> !step.path("is_passed").asBoolean())
                .map(step ->
                        step.path("step").asText() + ": " + step.path("detail").asText())
                .findFirst()
                .orElse("none");
    }

    private static String sync(ApiFixture api, String body) {
        String id = api.admin().post(BASE + "/iam-sync-user", body).header("x-operation-id");
        api.awaitIdle();
        return id;
    }

    @Test
    void whoIsInIsExplainedByPolicyGroupAndRoleSinceItsOperation() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            String operation = sync(api, "{\"is_all_sync\":true}");
            JsonNode anna = explain(api, "anna");
            assertThat(obstacle(anna)).isEqualTo("none");
            assertThat(anna.path("steps").findValuesAsText("step"))
                    .containsExactly("found", "eligible", "name", "asked", "account", "groups", "roles");
            assertThat(anna.path("is_present").asBoolean()).isTrue();
            assertThat(anna.path("account").path("since").path("operation_id").asText())
                    .isEqualTo(operation);
            JsonNode team = named(anna.path("groups"), "team");
            assertThat(team.path("is_present").asBoolean()).isTrue();
            assertThat(team.path("since").path("operation_id").asText()).isEqualTo(operation);
            assertThat(team.path("because").findValuesAsText("policy"))
                    .containsExactly(SystemPolicies.FULL_ACCESS, SystemPolicies.READ_ONLY_ACCESS);
            JsonNode launcher = named(anna.path("groups"), "launcher-job");
            assertThat(launcher.path("is_of_manager").asBoolean()).isTrue();
            assertThat(launcher.path("is_present").asBoolean()).isTrue();
            JsonNode viewer = named(anna.path("roles"), "Manager_viewer");
            assertThat(viewer.path("is_present").asBoolean()).isTrue();
            assertThat(viewer.path("since").path("operation_id").asText()).isEqualTo(operation);
            assertThat(viewer.path("because").findValuesAsText("group")).containsExactly("readers", "team", "team");
            assertThat(viewer.path("goes_if").path(0).asText())
                    .isEqualTo("the user leaves readers, or readers loses MRS ReadOnlyAccess; and the user leaves"
                            + " team, or team loses MRS FullAccess; and the user leaves team, or team loses MRS"
                            + " ReadOnlyAccess");
        }
    }

    @Test
    void aMembershipThatCameLaterCountsFromThere() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            String first = sync(api, "{\"is_all_sync\":true}");
            api.iam().group("readers", List.of("anna", "cora"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
            String second = sync(api, "{\"is_all_sync\":true}");
            JsonNode cora = explain(api, "cora");
            assertThat(named(cora.path("groups"), "readers")
                            .path("since")
                            .path("operation_id")
                            .asText())
                    .isEqualTo(second);
            // The group has had the role before; the user has it since the user is in the group.
            assertThat(named(cora.path("roles"), "Manager_viewer")
                            .path("since")
                            .path("operation_id")
                            .asText())
                    .isEqualTo(second);
            assertThat(named(explain(api, "anna").path("groups"), "readers")
                            .path("since")
                            .path("operation_id")
                            .asText())
                    .isEqualTo(first);
        }
    }

    @Test
    void aGroupThatIsRefusedSaysSoAndSoDoTheRolesThatOnlyItGives() {
        MapIdentitySource iam = company()
                .user("emil")
                .group("staff", List.of("emil"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                .group("readers", List.of("anna", "emil"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        try (ApiFixture api = ApiFixture.start(iam).work()) {
            sync(api, "{\"is_all_sync\":true}");
            JsonNode emil = explain(api, "emil");
            assertThat(emil.path("steps").findValuesAsText("detail"))
                    .contains(
                            "not made by a synchronization so far: staff (refused: the name belongs to the Manager or"
                                    + " to the operating system of its nodes)",
                            "not made by a synchronization so far: default (only given by groups that are refused:"
                                    + " staff)");
            // What another group gives as well is there.
            assertThat(named(emil.path("roles"), "Manager_viewer")
                            .path("is_present")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whoIsNotInIsExplainedStepByStep() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            sync(api, "{\"is_all_sync\":true}");
            assertThat(obstacle(explain(api, "zoe"))).isEqualTo("found: the IAM has no such user");
            assertThat(obstacle(explain(api, "cora")))
                    .isEqualTo("eligible: the user is in no group, and only groups hold policies that count");
            assertThat(obstacle(explain(api, "bert")))
                    .isEqualTo("eligible: the user is in no group that holds an MRS policy on the cluster's project:"
                            + " staff holds no policy there");
            assertThat(obstacle(explain(api, "dora"))).isEqualTo("eligible: the user is disabled in the IAM");
            assertThat(obstacle(explain(api, "hdfs"))).startsWith("name: the name belongs to the Manager");
            assertThat(explain(api, "hdfs")
                            .path("problems")
                            .path(0)
                            .path("name")
                            .asText())
                    .isEqualTo("hdfs");
        }
    }

    @Test
    void whoWasNotAskedForOrWasCancelledIsToldSo() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            assertThat(obstacle(explain(api, "anna")))
                    .isEqualTo("asked: nothing has been asked for in this cluster yet");
            sync(api, "{\"group_names\":[\"others\"]}");
            assertThat(obstacle(explain(api, "anna")))
                    .isEqualTo("asked: the user has not been asked for in this cluster");
            sync(api, "{\"is_all_sync\":true}");
            api.admin().delete(BASE + "/iam-sync-user", "{\"user_names\":[\"anna\"]}");
            api.awaitIdle();
            JsonNode anna = explain(api, "anna");
            assertThat(obstacle(anna)).isEqualTo("asked: the user was cancelled");
            assertThat(anna.path("is_present").asBoolean()).isFalse();
        }
    }

    @Test
    void whoIsGoneFromTheIamAndStillInIsFoundByName() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            sync(api, "{\"is_all_sync\":true}");
            api.iam().remove("anna");
            JsonNode anna = explain(api, "anna");
            assertThat(anna.path("is_present").asBoolean()).isTrue();
            assertThat(obstacle(anna)).contains("any more: the next synchronization removes the account");
        }
    }

    @Test
    void clustersArePagedAndOneCanBeChosen() {
        Map<String, ProvisioningTarget> more =
                Map.of("00-more", MemoryTarget.documented("a"), "01-more", MemoryTarget.documented("b"));
        try (ApiFixture api = ApiFixture.startWith(company(), more).work()) {
            sync(api, "{\"is_all_sync\":true}");
            JsonNode page = api.admin().get(USERS + "anna?limit=2").json();
            assertThat(page.path("clusters").findValuesAsText("cluster_id")).containsExactly("00-more", "01-more");
            JsonNode next = api.admin()
                    .get(USERS + "anna?limit=2&marker="
                            + page.path("next_marker").asText())
                    .json();
            assertThat(next.path("clusters").size()).isEqualTo(1);
            assertThat(next.path("clusters").path(0).path("is_present").asBoolean())
                    .isTrue();
            assertThat(api.admin()
                            .get(USERS + "anna?cluster_id=01-more")
                            .json()
                            .path("clusters")
                            .findValuesAsText("cluster_id"))
                    .containsExactly("01-more");
            assertThat(api.admin().get(USERS + "anna?cluster_id=unheard-of").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void howManyClustersThereAreDoesNotCountForTheIam() {
        int one = asked(Map.of());
        assertThat(one).isPositive();
        assertThat(asked(Map.of("00-more", MemoryTarget.documented("a"), "01-more", MemoryTarget.documented("b"))))
                .isEqualTo(one);
    }

    /// How often the IAM is asked for one explanation, the check of the caller included.
    private static int asked(Map<String, ProvisioningTarget> more) {
        try (ApiFixture api = ApiFixture.startWith(company(), more)) {
            int before = api.iam().asked();
            assertThat(api.admin().get(USERS + "anna").json().path("clusters").size())
                    .isEqualTo(more.size() + 1);
            return api.iam().asked() - before;
        }
    }

    @Test
    void theUsersOfTheIamAreListedWithTheReasonOfThoseWhoAreNotEligible() {
        try (ApiFixture api = ApiFixture.start(company()).work()) {
            sync(api, "{\"is_all_sync\":true}");
            JsonNode all = api.admin().get(BASE + "/iam-sync/users").json().path("users");
            assertThat(all.findValuesAsText("user_name"))
                    .containsExactly("admin", "anna", "bert", "cora", "dora", "guest", "hdfs", "viewer");
            assertThat(all.path(1).path("is_present").asBoolean()).isTrue();
            assertThat(all.path(1).has("reason")).isFalse();
            assertThat(all.path(2).path("reason").asText()).contains("staff holds no policy there");
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/users?is_eligible=true")
                            .json()
                            .path("users")
                            .findValuesAsText("user_name"))
                    .containsExactly("anna", "viewer");
            JsonNode page = api.admin()
                    .get(BASE + "/iam-sync/users?is_eligible=false&name=A&limit=2")
                    .json();
            assertThat(page.path("users").findValuesAsText("user_name")).containsExactly("admin", "cora");
            assertThat(api.admin()
                            .get(BASE + "/iam-sync/users?is_eligible=false&name=A&limit=2&marker="
                                    + page.path("next_marker").asText())
                            .json()
                            .path("users")
                            .findValuesAsText("user_name"))
                    .containsExactly("dora");
        }
    }
}
