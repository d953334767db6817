package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.api.request.Endpoint;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each call that the cloud does not have needs a right of its own, and some need more than that.
class RightsTest {
    private static final String OPERATIONS = BASE + "/iam-sync/operations";
    private static final String AUDIT = BASE + "/iam-sync/audit";
    private static final String ID = "0".repeat(32);
    private static final String PASSWORD = BASE + "/iam-sync/accounts/alice/password";

    /// One who may synchronize by the action alone, and one who may do nothing but read.
    static MapIdentitySource people() {
        return ApiFixture.people()
                .user("alice")
                .user("syncer")
                .key("AK-syncer", "SK-syncer", "syncer")
                .group("syncers", List.of("syncer"), ApiFixture.custom("sync", Statement.allow("mrs:cluster:syncUser")))
                .group("crowd", List.of("alice"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
    }

    private static ApiFixture start(Access access) {
        return ApiFixture.start(people(), ApiFixture.configuration().withAccess(access));
    }

    private static Access granting(String user, Action... actions) {
        return Access.DEFAULT.withGrants(new Grants(List.of(ApiFixture.grant(user, actions))));
    }

    private static void assertNeeds(Reply reply, Action action) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        assertThat(reply.errorCode()).isEqualTo("12000136");
        assertThat(reply.errorMessage()).contains(action.word(), "'grants'");
    }

    @Test
    void whoMaySynchronizeHasNoneOfTheOtherRights() {
        try (ApiFixture api = start(Access.DEFAULT.withPasswords(Access.PasswordUse.RESET, 3))) {
            ApiClient syncer = api.as("syncer");
            assertThat(syncer.post(USERS, "{}").errorCode()).isEqualTo("12000002");
            assertNeeds(syncer.get(BASE + "/iam-sync/state"), Action.READ_OPERATIONS);
            for (String tail : List.of("", "/" + ID, "/" + ID + "/plan", "/" + ID + "/results", "/" + ID + "/events")) {
                assertNeeds(syncer.get(OPERATIONS + tail), Action.READ_OPERATIONS);
            }
            assertNeeds(syncer.post(OPERATIONS, dryRun()), Action.PLAN);
            assertNeeds(syncer.post(OPERATIONS + "/" + ID + "/release", ""), Action.RELEASE);
            assertNeeds(syncer.post(OPERATIONS + "/" + ID + "/cancel", ""), Action.STOP);
            assertNeeds(syncer.post(OPERATIONS + "/" + ID + "/retry", ""), Action.RETRY);
            assertNeeds(syncer.get(AUDIT), Action.READ_AUDIT);
            assertNeeds(syncer.post(PASSWORD, "{}"), Action.INITIALIZE_PASSWORD);
            assertNeeds(syncer.post(PASSWORD, "{\"reset\":true}"), Action.INITIALIZE_PASSWORD);
        }
    }

    @Test
    void underIdentityPoliciesOnlyTheDocumentedCallsAreFree() {
        try (ApiFixture api =
                start(Access.DEFAULT.withIdentityPolicies(true).withPasswords(Access.PasswordUse.RESET, 3))) {
            ApiClient guest = api.as("guest");
            assertThat(guest.get(USERS).status()).isEqualTo(200);
            assertThat(guest.get(BASE + "/iam-sync").status()).isEqualTo(200);
            assertThat(guest.get(BASE + "/iam-sync/is-synchronous").status()).isEqualTo(200);
            assertThat(guest.post(USERS, "{}").errorCode()).isEqualTo("12000002");
            assertThat(guest.delete(USERS, "{}").errorCode()).isEqualTo("12000002");
            for (Endpoint endpoint : Endpoint.values()) {
                if (!endpoint.isDocumented()) {
                    String path = endpoint.template()
                            .replace("{project_id}", ApiFixture.PROJECT)
                            .replace("{cluster_id}", ApiFixture.CLUSTER)
                            .replace("{operation_id}", ID)
                            .replace("{user_name}", "x");
                    byte[] body = endpoint.method().equals("GET") ? new byte[0] : "{}".getBytes(UTF_8);
                    Reply reply = guest.send(endpoint.method(), path, body, Map.of(), false);
                    assertThat(reply.errorCode()).as(path).isEqualTo("12000136");
                }
            }
        }
    }

    @Test
    void anActionIsGrantedInOneClusterOrToAGroup() {
        Grants.Grant here = new Grants.Grant(
                Set.of(new Subject.GroupNamed(new GroupName("syncers"))),
                Set.of(Action.READ_AUDIT),
                Optional.of(Set.of(new ClusterId(ApiFixture.CLUSTER))));
        try (ApiFixture api = start(Access.DEFAULT.withGrants(new Grants(List.of(here))))) {
            assertThat(api.as("syncer").get(AUDIT).status()).isEqualTo(200);
            assertNeeds(api.as("syncer").get(AUDIT.replace(ApiFixture.CLUSTER, "c2")), Action.READ_AUDIT);
            assertNeeds(api.as("viewer").get(AUDIT), Action.READ_AUDIT);
        }
    }

    @Test
    void aDryRunNeedsNoRightToSynchronizeAndGivesNone() {
        try (ApiFixture api = start(granting("guest", Action.PLAN))) {
            assertThat(api.as("guest").post(OPERATIONS, dryRun()).status()).isEqualTo(202);
            Reply real = api.as("guest").post(OPERATIONS, dryRun().replace("true}", "false}"));
            assertThat(real.status()).isEqualTo(403);
            assertThat(real.errorMessage()).contains("mrs:cluster:syncUser");
        }
    }

    private static String dryRun() {
        return "{\"action\":\"sync\",\"user_names\":[\"alice\"],\"dry_run\":true}";
    }

    /// A held operation of `syncer`, who asked for it by a key.
    static String held(ApiFixture api) {
        List<String> crowd = new ArrayList<>(
                IntStream.range(0, 30).mapToObj(i -> "person" + i).toList());
        crowd.forEach(api.iam()::user);
        api.iam().group("crowd", crowd, SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        api.work();
        sync(api);
        api.iam().group("crowd", crowd.subList(0, 10), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        String operation = sync(api);
        assertThat(api.admin().get(operation).json().path("state").asText()).isEqualTo("held");
        return operation;
    }

    private static String sync(ApiFixture api) {
        Reply accepted = api.as("syncer").post(USERS, "{\"is_all_sync\":true}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        api.awaitIdle();
        return accepted.header("location");
    }

    @Test
    void theRequesterReleasesNothingAndAnotherMay() {
        Grants both = new Grants(
                List.of(ApiFixture.grant("syncer", Action.RELEASE), ApiFixture.grant("viewer", Action.RELEASE)));
        try (ApiFixture api = start(Access.DEFAULT.withGrants(both))) {
            String operation = held(api);
            Reply own = api.as("syncer").post(operation + "/release", "");
            assertThat(own.status()).isEqualTo(403);
            assertThat(own.errorMessage()).contains("another caller", "release_by_requester");
            api.iam()
                    .token(
                            "a-token-of-syncer",
                            "syncer",
                            ApiFixture.PROJECT,
                            Instant.now().plusSeconds(600));
            Reply byToken = api.anonymous()
                    .send(
                            "POST",
                            operation + "/release",
                            new byte[0],
                            Map.of("X-Auth-Token", "a-token-of-syncer"),
                            false);
            assertThat(byToken.status()).as("the same person, by another proof").isEqualTo(403);
            assertThat(api.admin().get(operation).json().path("state").asText()).isEqualTo("held");
            assertThat(api.as("viewer").post(operation + "/release", "").status())
                    .isEqualTo(202);
        }
    }

    @Test
    void theConfigurationMayBeContentWithOnePerson() {
        try (ApiFixture api = start(granting("syncer", Action.RELEASE).withReleaseByRequester(true))) {
            String operation = held(api);
            assertThat(api.as("syncer").post(operation + "/release", "").status())
                    .isEqualTo(202);
        }
    }

    @Test
    void whoMayStopDoesNotGiveUpWhatIsHeld() {
        Grants two = new Grants(
                List.of(ApiFixture.grant("syncer", Action.STOP), ApiFixture.grant("viewer", Action.DISCARD)));
        try (ApiFixture api = start(Access.DEFAULT.withGrants(two))) {
            String operation = held(api);
            assertNeeds(api.as("syncer").post(operation + "/cancel", ""), Action.DISCARD);
            assertThat(api.as("viewer").post(operation + "/cancel", "").status())
                    .isEqualTo(202);
            assertThat(api.admin().get(operation).json().path("state").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void whoMayGiveUpWhatIsHeldDoesNotStop() {
        try (ApiFixture api = start(granting("viewer", Action.DISCARD))) {
            String queued =
                    api.as("syncer").post(USERS, "{\"is_all_sync\":true}").header("location");
            assertNeeds(api.as("viewer").post(queued + "/cancel", ""), Action.STOP);
        }
    }

    @Test
    void passwordsAreOffForTheAccountItselfToo() {
        MapIdentitySource iam = people().owner("root").key("AK-root", "SK-root", "root");
        try (ApiFixture api = ApiFixture.start(iam, ApiFixture.configuration().withAccess(Access.DEFAULT))) {
            Reply reply = api.as("root").post(PASSWORD, "{}");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.errorMessage()).contains("allow: initialize");
        }
    }

    private static ApiFixture withAlice(Access access) {
        ApiFixture api = start(access).work();
        assertThat(api.admin().post(USERS, "{\"user_names\":[\"alice\"]}").status())
                .isEqualTo(202);
        api.awaitIdle();
        return api;
    }

    @Test
    void aServerThatGivesFirstPasswordsDoesNotReplaceThem() {
        Access access = granting("admin", Action.values()).withPasswords(Access.PasswordUse.INITIALIZE, 3);
        try (ApiFixture api = withAlice(access)) {
            assertThat(api.admin().post(PASSWORD, "{}").status()).isEqualTo(200);
            Reply reset = api.admin().post(PASSWORD, "{\"reset\":true}");
            assertThat(reset.status()).isEqualTo(403);
            assertThat(reset.errorMessage()).contains("allow: reset");
        }
    }

    @Test
    void aResetIsARightOfItsOwn() {
        Access access = granting("admin", Action.INITIALIZE_PASSWORD).withPasswords(Access.PasswordUse.RESET, 3);
        try (ApiFixture api = withAlice(access)) {
            assertThat(api.admin().post(PASSWORD, "{}").status()).isEqualTo(200);
            assertNeeds(api.admin().post(PASSWORD, "{\"reset\":true}"), Action.RESET_PASSWORD);
        }
    }

    @Test
    void thePasswordOfOneWhoMayMoreThanTheCallerIsNotSet() {
        Access access = granting("viewer", Action.INITIALIZE_PASSWORD).withPasswords(Access.PasswordUse.INITIALIZE, 3);
        try (ApiFixture api = withAlice(access)) {
            assertThat(api.as("viewer").post(PASSWORD, "{}").status())
                    .as("her equal")
                    .isEqualTo(200);
            api.iam().user("bob").group("crew", List.of("bob"), SystemPolicies.named(SystemPolicies.FULL_ACCESS));
            api.admin().post(USERS, "{\"user_names\":[\"bob\"]}");
            api.awaitIdle();
            Reply bob = api.as("viewer").post(PASSWORD.replace("alice", "bob"), "{}");
            assertThat(bob.status()).as(bob.body()).isEqualTo(403);
            assertThat(bob.errorMessage()).contains("Manager_administrator").doesNotContain("Manager_viewer");
            assertThat(api.target().password("bob")).isEmpty();
        }
    }

    @Test
    void aRoleThatWasGivenByHandCountsToo() {
        Access access = granting("viewer", Action.INITIALIZE_PASSWORD).withPasswords(Access.PasswordUse.INITIALIZE, 3);
        try (ApiFixture api = withAlice(access)) {
            api.target().grantByHand("Manager_operator", "crowd");
            Reply reply = api.as("viewer").post(PASSWORD, "{}");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.errorMessage()).contains("Manager_operator");
        }
    }

    @Test
    void oneAccountIsResetOnlySoOften() {
        Access access = granting("admin", Action.values()).withPasswords(Access.PasswordUse.RESET, 2);
        try (ApiFixture api = withAlice(access)) {
            assertThat(api.admin().post(PASSWORD, "{\"reset\":true}").status()).isEqualTo(200);
            assertThat(api.admin().post(PASSWORD, "{\"reset\":true}").status()).isEqualTo(200);
            Reply third = api.admin().post(PASSWORD, "{\"reset\":true}");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.errorCode()).isEqualTo("APIGW.0308");
            assertThat(Integer.parseInt(third.header("retry-after"))).isBetween(1, 3_600);
        }
    }

    @Test
    void readersSeeNeitherKeysAndAddressesOfOthersNorWordsOfServers() {
        try (ApiFixture api = ApiFixture.start(people()).work()) {
            api.target().goAway(true);
            String operation = api.admin().post(USERS, "{\"is_all_sync\":true}").header("location");
            api.awaitIdle();
            JsonNode whole = api.admin().get(operation).json();
            JsonNode seen = api.as("viewer").get(operation).json();
            assertThat(whole.at("/requested_by/credential").asText()).isEqualTo("access key AK-admin");
            assertThat(seen.path("requested_by").fieldNames()).toIterable().containsExactly("user_id", "user_name");
            assertThat(whole.at("/error/error_msg").asText()).contains("went away");
            assertThat(seen.at("/error/error_code")).isEqualTo(whole.at("/error/error_code"));
            assertThat(seen.at("/error/error_msg").asText())
                    .contains("Failed to query Manager")
                    .doesNotContain("went away");
            assertThat(api.as("viewer").get(BASE + "/iam-sync/state").body())
                    .doesNotContain("AK-admin", "went away", "127.0.0.1");
            assertThat(api.as("viewer").get(operation + "/events").body())
                    .doesNotContain("AK-admin", "went away", "127.0.0.1");
        }
    }

    @Test
    void aReaderSeesAllOfItsOwnRequests() {
        try (ApiFixture api = start(granting("viewer", Action.PLAN))) {
            Reply accepted = api.as("viewer").post(OPERATIONS, dryRun());
            assertThat(accepted.json().at("/requested_by/credential").asText()).isEqualTo("access key AK-viewer");
        }
    }
}
