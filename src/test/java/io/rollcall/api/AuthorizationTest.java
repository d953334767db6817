package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.policy.Policy;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may do what (R10). A request that is permitted fails at its body with `12000002`, which proves
/// it.
class AuthorizationTest {
    private static final String REFUSED = "12000136";
    private static final String PERMITTED = "12000002";

    static Stream<Arguments> policies() {
        Policy syncOnly = ApiFixture.custom("sync", Statement.allow("MRS:cluster:SyncUser"));
        Policy wildcard = ApiFixture.custom("wildcard", Statement.allow("mrs:*:*"));
        Policy deny = ApiFixture.custom("deny", Statement.deny("mrs:cluster:sync*"));
        return Stream.of(
                Arguments.of("none", List.of(), REFUSED),
                Arguments.of("an action in other letter case", List.of(syncOnly), PERMITTED),
                Arguments.of("a wildcard", List.of(wildcard), PERMITTED),
                Arguments.of("deny wins over allow", List.of(wildcard, deny), REFUSED),
                Arguments.of("deny wins over full access", List.of(system("MRS FullAccess"), deny), REFUSED),
                Arguments.of("full access", List.of(system("MRS FullAccess")), PERMITTED),
                Arguments.of("common operations", List.of(system("MRS CommonOperations")), REFUSED),
                Arguments.of("read only", List.of(system("MRS ReadOnlyAccess")), REFUSED),
                Arguments.of("Tenant Administrator", List.of(system("Tenant Administrator")), PERMITTED),
                Arguments.of("MRS Administrator alone", List.of(system("MRS Administrator")), REFUSED),
                Arguments.of(
                        "two of the three roles",
                        List.of(system("MRS Administrator"), system("Server Administrator")),
                        REFUSED),
                Arguments.of(
                        "the three roles together",
                        List.of(system("MRS Administrator"), system("Server Administrator"), system("Tenant Guest")),
                        PERMITTED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void whoMaySynchronizeIsDecidedByPolicies(String name, List<Policy> policies, String expected) {
        MapIdentitySource iam = ApiFixture.people().group("tested", List.of("guest"), policies.toArray(Policy[]::new));
        try (ApiFixture api = ApiFixture.start(iam)) {
            assertThat(api.as("guest").post(USERS, "{}").errorCode()).isEqualTo(expected);
            assertThat(api.as("guest").delete(USERS, "{}").errorCode()).isEqualTo(expected);
        }
    }

    @Test
    void theRefusalNamesTheActionInTheDocumentedWords() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertRefused(api.as("viewer").post(USERS, "{}"), "mrs:cluster:syncUser");
            assertRefused(api.as("viewer").post(BASE + "/iam-sync/operations", "{}"), "mrs:cluster:syncUser");
            assertRefused(api.as("guest").get(BASE + "/iam-sync"), "mrs:cluster:get");
            assertRefused(api.as("guest").get(BASE + "/iam-sync/is-synchronous"), "mrs:cluster:get");
            assertRefused(api.as("guest").get(USERS), "mrs:cluster:get");
        }
    }

    @Test
    void aCallerWithoutRightsDoesNotLearnWhichClustersExist() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            Reply known = api.as("guest").get(USERS);
            Reply unknown = api.as("guest").get(USERS.replace(ApiFixture.CLUSTER, "unknown"));
            assertThat(unknown.json()).isEqualTo(known.json());
        }
    }

    @Test
    void theOwnerOfTheAccountMayDoEverything() {
        MapIdentitySource iam = ApiFixture.people().owner("root").key("AK-root", "SK-root", "root");
        try (ApiFixture api = ApiFixture.start(iam)) {
            assertThat(api.as("root").post(USERS, "{}").errorCode()).isEqualTo(PERMITTED);
        }
    }

    @Test
    void underIdentityPoliciesAuthenticationSuffices() {
        try (ApiFixture api = ApiFixture.start(
                ApiFixture.people(),
                ApiFixture.configuration().withAccess(ApiFixture.ACCESS.withIdentityPolicies(true)))) {
            assertThat(api.as("guest").post(USERS, "{}").errorCode()).isEqualTo(PERMITTED);
            assertThat(api.anonymous().post(USERS, "{}").status()).isEqualTo(401);
        }
    }

    @Test
    void anUnknownClusterAndThatOfAnotherProjectAreAnsweredAlike() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            for (String path : List.of("/iam-sync", "/iam-sync-user", "/iam-sync/is-synchronous")) {
                Reply unknown = api.admin().get("/v2/" + ApiFixture.PROJECT + "/clusters/unknown" + path);
                Reply other =
                        api.admin().get("/v2/" + ApiFixture.PROJECT + "/clusters/" + ApiFixture.OTHER_CLUSTER + path);
                assertThat(unknown.status()).isEqualTo(400);
                assertThat(unknown.json())
                        .isEqualTo(Reply.parse(
                                "{\"error_code\":\"12000003\",\"error_msg\":\"The cluster does not exist.\"}"));
                assertThat(other.json()).isEqualTo(unknown.json());
            }
        }
    }

    @Test
    void xLanguageChoosesTheLanguageOfTheMessage() {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            assertThat(message(api, "zh-cn")).isEqualTo("集群不存在。");
            assertThat(message(api, "ZH-CN")).isEqualTo("集群不存在。");
            assertThat(message(api, "en-us")).isEqualTo("The cluster does not exist.");
            assertThat(message(api, "fr-fr")).isEqualTo("The cluster does not exist.");
        }
    }

    private static String message(ApiFixture api, String language) {
        return api.admin()
                .send(
                        "GET",
                        "/v2/" + ApiFixture.PROJECT + "/clusters/unknown/iam-sync",
                        new byte[0],
                        Map.of("X-Language", language),
                        false)
                .errorMessage();
    }

    private static void assertRefused(Reply reply, String action) {
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorCode()).isEqualTo(REFUSED);
        assertThat(reply.errorMessage())
                .isEqualTo("Permission denied. Error message: Policy doesn't allow " + action + " to be performed.");
    }

    private static Policy system(String name) {
        return SystemPolicies.named(name);
    }
}
