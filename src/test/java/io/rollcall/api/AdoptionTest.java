package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.policy.Action;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A cluster got another id, and takes over what was made under the one before.
class AdoptionTest {
    private static final String ADOPT = BASE + "/iam-sync/adopt";
    private static final String FROM_FORMER = "{\"from_cluster_id\":\"former\"}";

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() {
        MapIdentitySource iam = ApiFixture.company()
                .user("ann")
                .user("bob")
                .user("clerk")
                .key("AK-clerk", "SK-clerk", "clerk")
                .group(
                        "clerks",
                        List.of("clerk"),
                        ApiFixture.custom("synchronizes", Statement.allow(Action.SYNC_USER.word(), Action.GET.word())))
                .group("people", List.of("ann", "bob"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));
        api = ApiFixture.start(iam).work();
        api.target().addOf("former", "ann", "u-ann");
        api.target().addOf("another", "bob", "u-bob");
    }

    private JsonNode ended(Reply accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        api.awaitIdle();
        while (true) {
            JsonNode operation = api.admin().get(accepted.header("location")).json();
            // A dry run keeps no cluster busy.
            if (!operation.path("dry_run").asBoolean() || operation.has("finished_at")) {
                return operation;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void theRefusedRowNamesTheWay() {
        String operation = api.admin().post(USERS, "{\"user_names\":[\"ann\"]}").header("x-operation-id");
        api.awaitIdle();
        assertThat(api.admin()
                        .get(BASE + "/iam-sync/operations/" + operation + "/results?outcome=refused")
                        .body())
                .contains("carries the mark of the cluster 'former'", "rollcall adopt --from former");
    }

    @Test
    void anAdoptionIsHeldWithItsPlanUntilItIsReleased() {
        Reply asked = api.admin().post(ADOPT, FROM_FORMER);
        JsonNode held = ended(asked);
        assertThat(held.path("state").asText()).isEqualTo("held");
        assertThat(held.path("action").asText()).isEqualTo("adopt");
        assertThat(held.path("notes").get(0).asText())
                .contains("1 user and 0 groups would be taken over from the cluster 'former'");
        assertThat(api.target().owners()).isEmpty();
        JsonNode change = api.admin()
                .get(asked.header("location") + "/plan")
                .json()
                .path("changes")
                .get(0);
        assertThat(change.path("action").asText()).isEqualTo("adopt");
        assertThat(change.path("name").asText()).isEqualTo("ann");
        assertThat(change.at("/before/cluster_id").asText()).isEqualTo("former");
        assertThat(change.at("/after/iam_id").asText()).isEqualTo("u-ann");

        JsonNode done = ended(api.admin().post(asked.header("location") + "/release", ""));

        assertThat(done.path("state").asText()).isEqualTo("completed");
        assertThat(api.target().owners()).containsOnlyKeys("ann").containsValue("u-ann");
    }

    @Test
    void afterItASynchronizationKeepsTheEntryAsItsOwn() {
        Reply asked = api.admin().post(ADOPT, FROM_FORMER);
        ended(asked);
        ended(api.admin().post(asked.header("location") + "/release", ""));
        api.target().addOf("former", "late", "u-late");

        ended(api.admin().post(USERS, "{\"user_names\":[\"ann\"]}"));

        assertThat(api.admin()
                        .get(USERS)
                        .json()
                        .path("user_names")
                        .valueStream()
                        .map(JsonNode::asText))
                .containsExactly("ann");
    }

    @Test
    void whatHasComeUpSinceThePlanWasSeenIsHeldAgain() {
        Reply asked = api.admin().post(ADOPT, FROM_FORMER);
        ended(asked);
        api.target().addOf("former", "late", "u-late");

        JsonNode again = ended(api.admin().post(asked.header("location") + "/release", ""));

        assertThat(again.path("state").asText()).isEqualTo("held");
        assertThat(again.path("notes").get(0).asText()).contains("2 users and 0 groups");
        assertThat(api.target().owners()).isEmpty();
    }

    @Test
    void aDryRunShowsThePlanAndHoldsNothing() {
        JsonNode planned = ended(api.admin().post(ADOPT, "{\"from_cluster_id\":\"former\",\"dry_run\":true}"));
        assertThat(planned.path("state").asText()).isEqualTo("completed");
        assertThat(planned.at("/counters/user/planned").asInt()).isEqualTo(1);
    }

    @Test
    void whereThereIsNothingToAdoptTheNoteSaysSo() {
        JsonNode ended = ended(api.admin().post(ADOPT, "{\"from_cluster_id\":\"typo\"}"));
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("notes").get(0).asText()).isEqualTo("no entry carries the mark of the cluster 'typo'");
    }

    @Test
    void theRightToSynchronizeIsNotTheRightToAdopt() {
        assertThat(api.as("clerk").post(USERS, "{\"user_names\":[\"ann\"]}").status())
                .isEqualTo(202);
        api.awaitIdle();
        Reply refused = api.as("clerk").post(ADOPT, FROM_FORMER);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.errorMessage()).contains("mrs:cluster:adopt");
    }

    @Test
    void aClusterThatIsServedHereKeepsWhatItHas() {
        for (String id : List.of(ApiFixture.CLUSTER, ApiFixture.OTHER_CLUSTER)) {
            Reply refused = api.admin().post(ADOPT, "{\"from_cluster_id\":\"" + id + "\"}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.errorMessage()).contains("from_cluster_id", "is served here");
        }
    }

    @Test
    void whatNamesNoClusterIsRefused() {
        for (String body : List.of("", "{}", "{\"from_cluster_id\":7}", "{\"from_cluster_id\":\"*)(uid=*\"}")) {
            Reply refused = api.admin().post(ADOPT, body);
            assertThat(refused.status()).as(body).isEqualTo(400);
            assertThat(refused.errorCode()).isEqualTo("12000002");
        }
    }
}
