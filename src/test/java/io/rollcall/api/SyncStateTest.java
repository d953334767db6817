package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.PlanRules;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `GET …/iam-sync/state` says why the documented calls say what they say.
class SyncStateTest {
    private static final String ALL = "{\"is_all_sync\":true}";
    private static final Policy READER = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() {
        MapIdentitySource iam = ApiFixture.company()
                .user("alice")
                .user("carol")
                .user("dora")
                .group("red", List.of("alice"), READER)
                .group("blue", List.of("carol", "dora"), READER);
        // Every removal needs a person's word.
        PlanRules rules =
                new PlanRules(Entitlements.documented(), NameRules.documented(), new GuardLimits(500, 0, 0, 100, 50));
        api = ApiFixture.start(iam, rules).work();
    }

    private JsonNode state() {
        Reply reply = api.admin().get(BASE + "/iam-sync/state");
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    private String post(String body) {
        String id = api.admin().post(USERS, body).header("x-operation-id");
        api.awaitIdle();
        return id;
    }

    private boolean synchronous() {
        return api.admin()
                .get(BASE + "/iam-sync/is-synchronous")
                .json()
                .path("is_synchronous")
                .asBoolean();
    }

    @Test
    void beforeAnythingIsAskedForNothingIsInTheScope() {
        JsonNode state = state();
        assertThat(state.path("is_synchronous").asBoolean()).isFalse();
        assertThat(state.at("/scope/extent").asText()).isEqualTo("nothing");
        assertThat(state.has("differences")).isFalse();
        assertThat(state.has("unknown")).isFalse();
        assertThat(state.has("last_operation")).isFalse();
    }

    @Test
    void afterAFullSynchronizationItSaysThatNothingDiffers() {
        String id = post(ALL);
        JsonNode state = state();
        assertThat(state.path("is_synchronous").asBoolean()).isTrue();
        assertThat(state.at("/scope/extent").asText()).isEqualTo("everybody");
        for (String count : List.of("added", "changed", "removed", "refused")) {
            assertThat(state.path("differences").path(count).asInt(-1)).isZero();
        }
        assertThat(state.at("/last_operation/operation_id").asText()).isEqualTo(id);
    }

    @Test
    void whoIsRefusedIsNamedWithTheReasonAndANamedNoOpChangesNothing() {
        api.iam().user("b.o").group("blue", List.of("carol", "dora", "b.o"), READER);
        post(ALL);
        for (String body : List.of("{\"user_names\":[\"alice\"]}", "{\"user_names\":[\"tpyo\"]}")) {
            assertThat(synchronous()).isFalse();
            JsonNode refusal = state().at("/differences/refusals/0");
            assertThat(refusal.path("name").asText()).isEqualTo("b.o");
            assertThat(refusal.path("kind").asText()).isEqualTo("user");
            assertThat(refusal.path("reason").asText()).contains("a Manager user name holds only");
            post(body);
        }
        api.admin().delete(USERS, "{\"user_names\":[\"b.o\"]}");
        api.awaitIdle();
        assertThat(synchronous()).isTrue();
    }

    @Test
    void aCancelledGroupIsSaidToBeLeftOutAndIsNotMissed() {
        post(ALL);
        api.admin().delete(USERS, "{\"group_names\":[\"blue\"]}");
        api.awaitIdle();
        JsonNode state = state();
        assertThat(state.path("is_synchronous").asBoolean()).isTrue();
        JsonNode cancelled = state.at("/scope/cancelled");
        assertThat(cancelled.path("users").asInt()).isEqualTo(2);
        assertThat(cancelled.path("group_names").path(0).asText()).isEqualTo("blue");
    }

    @Test
    void aTypoOfOneCallerChangesNothing() {
        post("{\"user_names\":[\"alice\"]}");
        assertThat(synchronous()).isTrue();
        post("{\"user_names\":[\"tpyo\"]}");
        assertThat(synchronous()).isTrue();
        JsonNode state = state();
        assertThat(state.at("/scope/asked/user_names").toString()).isEqualTo("[\"alice\"]");
        assertThat(state.at("/last_operation/state").asText()).isEqualTo("completed_with_errors");
    }

    @Test
    void aDoubtfulReadOfTheIamIsNoAgreement() {
        post(ALL);
        api.iam().listNobody(true);
        post(ALL);
        JsonNode state = state();
        assertThat(state.path("is_synchronous").asBoolean()).isFalse();
        assertThat(state.at("/differences/refused").asInt()).isPositive();
    }

    @Test
    void aReleaseDoesNotStarveWhileEverythingChangesAllTheTime() {
        post(ALL);
        api.iam().remove("alice");
        String held = post(ALL);
        assertThat(operation(held).path("state").asText()).isEqualTo("held");
        assertThat(state().at("/differences/removed").asInt()).isPositive();

        api.iam().user("emil").group("red", List.of("carol", "emil"), READER);
        api.iam().remove("dora");
        api.admin().post(BASE + "/iam-sync/operations/" + held + "/release", "");
        api.awaitIdle();

        JsonNode again = operation(held);
        assertThat(again.path("state").asText()).isEqualTo("held");
        assertThat(again.at("/held/reasons/0").asText()).contains("remove 1 of");
        assertThat(again.path("notes").toString()).contains("not among what was released: user dora");
        assertThat(api.admin().get(USERS).json().path("user_names").toString())
                .isEqualTo("[\"carol\",\"dora\",\"emil\",\"viewer\"]");
        assertThat(synchronous()).isFalse();

        api.admin().post(BASE + "/iam-sync/operations/" + held + "/release", "");
        api.awaitIdle();
        assertThat(operation(held).path("state").asText()).isEqualTo("completed");
        assertThat(synchronous()).isTrue();
    }

    private JsonNode operation(String id) {
        return api.admin().get(BASE + "/iam-sync/operations/" + id).json();
    }

    @Test
    void whoMayNotReadTheClusterIsRefused() {
        assertThat(api.as("guest").get(BASE + "/iam-sync/state").status()).isEqualTo(403);
        assertThat(api.anonymous().get(BASE + "/iam-sync/state").status()).isEqualTo(401);
    }
}
