package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Policy;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.Change;
import io.rollcall.sync.target.Account;
import io.rollcall.sync.target.TargetSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What users of other systems of this kind complain of, one situation each, through the API from end to end.
/// `docs/peers.md` says who complained of what; the numbers are those of its table.
class PeerComplaintsTest {
    private static final String OPERATIONS = BASE + "/iam-sync/operations";
    private static final String ALL = "{\"is_all_sync\":true}";
    private static final Policy READER = SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS);

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() {
        start(0);
    }

    private void start(int graceDays) {
        MapIdentitySource iam = ApiFixture.company();
        IntStream.range(0, 40).forEach(i -> iam.user("user" + i));
        api = ApiFixture.startWithGrace(iam.group("crowd", names(40), READER), graceDays)
                .work();
        assertThat(run(ALL).path("state").asText()).isEqualTo("completed");
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "user" + i).toList();
    }

    /// Asks for a synchronization and waits for its end.
    private JsonNode run(String body) {
        Reply accepted = api.admin().post(USERS, body);
        assertThat(accepted.status()).isEqualTo(202);
        api.awaitIdle();
        return api.admin().get(accepted.header("location")).json();
    }

    private String path(JsonNode operation) {
        return OPERATIONS + "/" + operation.path("operation_id").asText();
    }

    private JsonNode results(JsonNode operation, String query) {
        return api.admin()
                .get(path(operation) + "/results?limit=1000" + query)
                .json()
                .path("results");
    }

    private TargetSnapshot manager() throws Exception {
        return api.target().read(Progress.NONE);
    }

    private Account account(String name) throws Exception {
        return Objects.requireNonNull(manager().account(new UserName(name)), name);
    }

    private int owned() throws Exception {
        return manager().ownedAccounts().size();
    }

    @Test
    void complaint1ASourceThatAnswersTooLittleRemovesNobody() throws Exception {
        int before = owned();
        api.iam().listNobody(true);
        JsonNode empty = run(ALL);
        assertThat(empty.path("notes").toString()).contains("no user is removed");
        assertThat(owned()).isEqualTo(before);

        api.iam().listNobody(false);
        api.iam().cutShort("a page is missing");
        api.iam().group("crowd", names(5), READER);
        JsonNode cut = run(ALL);
        assertThat(cut.path("notes").toString()).contains("a page is missing");
        assertThat(owned()).isEqualTo(before);
    }

    @Test
    void complaint2AMassRemovalIsHeldBeforeTheFirstWrite() throws Exception {
        int before = owned();
        api.iam().group("crowd", names(28), READER);
        JsonNode held = run(ALL);
        assertThat(held.path("state").asText()).isEqualTo("held");
        assertThat(owned()).isEqualTo(before);
        assertThat(manager().group(new GroupName("crowd"))).isNotNull();
        assertThat(api.admin().get(BASE + "/iam-sync").body()).isEqualTo("{\"is_synchronizing\":false}");
        assertThat(api.admin().get(BASE + "/iam-sync/is-synchronous").body()).isEqualTo("{\"is_synchronous\":false}");
    }

    @Test
    void complaint3AHeldPlanSaysWhichLimitWithWhatNumbersAndWhoMayReleaseIt() throws Exception {
        int before = owned();
        api.iam().group("crowd", names(28), READER);
        JsonNode held = run(ALL);
        assertThat(held.path("held").path("reasons").toString())
                .contains("it would remove 12 of " + before + " accounts, and the limit is 20 %");
        assertThat(held.path("held").path("release_needs").asText()).isEqualTo("mrs:cluster:releaseSync");
        assertThat(results(held, "").findValuesAsText("outcome")).containsOnly("planned");
        assertThat(api.as("viewer").post(path(held) + "/release", "").status()).isEqualTo(403);
        JsonNode plan = api.admin().get(path(held) + "/plan?limit=1000").json();
        assertThat(api.admin().post(path(held) + "/release", "").status()).isEqualTo(202);
        api.awaitIdle();
        assertThat(api.admin().get(path(held) + "/plan?limit=1000").json()).isEqualTo(plan);
        assertThat(owned()).isEqualTo(before - 12);
    }

    @Test
    void complaint4ADryRunIsThePlanOfTheRealRunAndKnowsTheRulesOfTheTarget() throws Exception {
        api.target().addForeign("stranger");
        api.iam().user("stranger").user("a.b").user("newcomer");
        List<String> more = new ArrayList<>(names(40));
        more.addAll(List.of("stranger", "a.b", "newcomer"));
        api.iam().group("crowd", more, READER);
        int before = owned();
        Reply accepted = api.admin().post(OPERATIONS, "{\"action\":\"sync\",\"is_all_sync\":true,\"dry_run\":true}");
        Instant deadline = Instant.now().plusSeconds(20);
        while (!api.admin().get(accepted.header("location")).json().has("finished_at")) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
        assertThat(owned()).isEqualTo(before);
        JsonNode dry = api.admin().get(accepted.header("location")).json();
        assertThat(results(dry, "&outcome=refused").findValuesAsText("name")).containsOnly("stranger", "a.b");
        JsonNode real = run(ALL);
        assertThat(api.admin().get(path(real) + "/plan?limit=1000").json())
                .isEqualTo(api.admin().get(path(dry) + "/plan?limit=1000").json());
    }

    @Test
    void complaint5WhoeverIsGoneFromTheIamIsGoneAfterAFullSynchronization() throws Exception {
        api.iam().remove("user7");
        run(ALL);
        assertThat(manager().account(new UserName("user7"))).isNull();
        assertThat(api.admin().get(USERS).json().path("user_names").toString()).doesNotContain("user7\"");
    }

    @Test
    void complaint6WhoeverLeavesIsDisabledFirstAndComesBackAsTheSamePerson() throws Exception {
        api.close();
        start(30);
        Account before = account("user7");
        api.iam().remove("user7");
        JsonNode left = run(ALL);
        assertThat(left.path("state").asText()).isEqualTo("completed");
        assertThat(results(left, "&kind=user").findValuesAsText("action")).containsExactly("disable");
        assertThat(account("user7").disabledSince()).isEqualTo(api.target().today());
        assertThat(manager().group(new GroupName("crowd")))
                .satisfies(group ->
                        assertThat(Objects.requireNonNull(group).members()).doesNotContain(new UserName("user7")));
        assertThat(api.admin().get(USERS).json().path("user_names").toString()).doesNotContain("\"user7\"");
        assertThat(api.admin().get(BASE + "/iam-sync/is-synchronous").body()).isEqualTo("{\"is_synchronous\":true}");
        assertThat(run(ALL).path("counters").isEmpty()).isTrue();

        api.pass(29);
        api.iam().user("user7");
        assertThat(results(run(ALL), "&kind=user").findValuesAsText("action")).containsExactly("enable");
        assertThat(account("user7")).isEqualTo(before);
        assertThat(manager().group(new GroupName("crowd")))
                .satisfies(group ->
                        assertThat(Objects.requireNonNull(group).members()).contains(new UserName("user7")));
    }

    @Test
    void complaint6AfterTheDaysOfGraceADisabledAccountGoes() throws Exception {
        api.close();
        start(30);
        api.iam().remove("user7");
        api.iam().remove("user8");
        run(ALL);
        api.pass(30);
        assertThat(results(run(ALL), "&kind=user").findValuesAsText("action")).containsExactly("delete", "delete");
        assertThat(manager().account(new UserName("user7"))).isNull();
    }

    @Test
    void complaint6SomebodyElseWithTheNameOfADisabledAccountIsAConflictUntilItIsCancelled() throws Exception {
        api.close();
        start(30);
        api.iam().replace("user7", "u-somebody-else");
        api.iam().groupOf("others", List.of("u-somebody-else"), READER);
        Account before = account("user7");
        JsonNode operation = run(ALL);
        assertThat(operation.path("state").asText()).isEqualTo("completed_with_errors");
        assertThat(results(operation, "&outcome=refused").get(0).path("reason").asText())
                .contains("u-user7")
                .contains("cancel");
        operation = run(ALL);
        assertThat(results(operation, "&outcome=refused").get(0).path("reason").asText())
                .isEqualTo("'user7' in the Manager is disabled and kept for the IAM id u-user7, in case that one comes"
                        + " back; cancel it to free the name at once");
        assertThat(account("user7").uidNumber()).isEqualTo(before.uidNumber());
        assertThat(api.admin().delete(USERS, "{\"user_names\":[\"user7\"]}").status())
                .isEqualTo(202);
        api.awaitIdle();
        assertThat(manager().account(new UserName("user7"))).isNull();
        run(ALL);
        assertThat(account("user7").uidNumber()).isNotEqualTo(before.uidNumber());
    }

    @Test
    void complaint6ManyPeopleWhoWouldBeDisabledAreHeldLikeManyWhoWouldBeRemoved() throws Exception {
        api.close();
        start(30);
        api.iam().group("crowd", names(28), READER);
        JsonNode held = run(ALL);
        assertThat(held.path("state").asText()).isEqualTo("held");
        assertThat(held.path("held").path("reasons").toString()).contains("it would disable or remove 12 of");
        assertThat(manager().disabledAccounts()).isEmpty();
    }

    @Test
    void complaint6WhoeverComesBackIsTheSamePersonForTheFilesAlreadyThere() throws Exception {
        int number = account("user7").uidNumber();
        api.iam().remove("user7");
        run(ALL);
        api.iam().user("user7");
        run(ALL);
        assertThat(account("user7").uidNumber()).isEqualTo(number);
    }

    @Test
    void complaint7SomebodyElseWithAnOldNameInheritsNothing() throws Exception {
        int number = account("user7").uidNumber();
        api.iam().replace("user7", "u-somebody-else");
        List<String> members = new ArrayList<>(names(40));
        api.iam().group("crowd", members, READER);
        run(ALL);
        assertThat(manager().account(new UserName("user7"))).isNull();
        api.iam().groupOf("others", List.of("u-somebody-else"), READER);
        run(ALL);
        assertThat(account("user7").uidNumber()).isNotEqualTo(number);
    }

    @Test
    void complaint8ARunShowsHowFarItIs() {
        api.iam().user("newcomer");
        List<String> more = new ArrayList<>(names(40));
        more.add("newcomer");
        api.iam().group("crowd", more, READER);
        CountDownLatch gate = api.target().stall();
        Instant asked = Instant.now();
        Reply accepted = api.admin().post(USERS, ALL);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        JsonNode running = api.admin().get(accepted.header("location")).json();
        while (!running.path("stage").asText().equals("accounts")) {
            assertThat(Instant.now()).isBefore(asked.plusSeconds(20));
            running = api.admin().get(accepted.header("location")).json();
        }
        assertThat(running.path("state").asText()).isEqualTo("running");
        assertThat(running.path("counters").path("user").path("planned").asInt())
                .isEqualTo(1);
        assertThat(running.path("counters").path("user").path("done").asInt()).isZero();
        assertThat(api.admin().get(BASE + "/iam-sync").body()).isEqualTo("{\"is_synchronizing\":true}");
        gate.countDown();
        api.awaitIdle();
    }

    @Test
    void complaint9TheReportHasARowForEachObjectAndItsTotalsAreTheRows() {
        api.iam().remove("user1");
        api.iam().group("crowd", names(39), READER);
        JsonNode operation = run(ALL);
        JsonNode rows = results(operation, "");
        for (String kind : List.of("user", "group", "role")) {
            long counted = rows.valueStream()
                    .filter(row -> row.path("kind").asText().equals(kind))
                    .count();
            assertThat(operation.path("counters").path(kind).path("planned").asLong())
                    .isEqualTo(counted);
        }
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("name").asText()).isEqualTo("user1");
            assertThat(row.path("action").asText()).isEqualTo("delete");
            assertThat(row.path("before").path("iam_id").asText()).isEqualTo("u-user1");
            assertThat(row.path("reason").asText()).isNotEmpty();
        });
    }

    @Test
    void complaint10NothingIsInProgressForEver() {
        api.target().goAway(true);
        JsonNode failed = run(ALL);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("error").path("error_code").asText()).isEqualTo("12000163");
        api.target().goAway(false);
        assertThat(run(ALL).path("state").asText()).isEqualTo("completed");

        api.iam().group("more", names(3), READER);
        CountDownLatch gate = api.target().stall();
        Reply accepted = api.admin().post(USERS, ALL);
        assertThat(api.admin().post(accepted.header("location") + "/cancel", "").status())
                .isEqualTo(202);
        gate.countDown();
        api.awaitIdle();
        assertThat(api.admin()
                        .get(accepted.header("location"))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(run(ALL).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void complaint14ALocalUserOfTheSameNameIsLeftAlone() throws Exception {
        api.target().addForeign("local");
        Account before = account("local");
        List<String> more = new ArrayList<>(names(40));
        more.add("local");
        api.iam().user("local").group("crowd", more, READER);
        JsonNode operation = run(ALL);
        assertThat(operation.path("state").asText()).isEqualTo("completed_with_errors");
        JsonNode row = results(operation, "&outcome=refused").get(0);
        assertThat(row.path("name").asText()).isEqualTo("local");
        assertThat(row.path("reason").asText()).contains("not made by a synchronization");
        assertThat(account("local")).isEqualTo(before);
        assertThat(manager().group(new GroupName("crowd")))
                .satisfies(group ->
                        assertThat(Objects.requireNonNull(group).members()).doesNotContain(new UserName("local")));
    }

    @Test
    void complaint15OneBadObjectDoesNotStopTheRestAndCanBeRetriedAlone() throws Exception {
        api.iam().user("bad").user("good");
        List<String> more = new ArrayList<>(names(40));
        more.addAll(List.of("bad", "good"));
        api.iam().group("crowd", more, READER);
        api.target().refuses = change ->
                change instanceof Change.CreateAccount && change.objectName().equals("bad")
                        ? Optional.of("no space left")
                        : Optional.empty();
        JsonNode operation = run(ALL);
        assertThat(operation.path("state").asText()).isEqualTo("completed_with_errors");
        assertThat(results(operation, "&outcome=failed").findValuesAsText("name"))
                .containsExactly("bad");
        assertThat(account("good")).isNotNull();
        api.target().refuses = change -> Optional.empty();
        Reply retry = api.admin().post(path(operation) + "/retry", "");
        api.awaitIdle();
        JsonNode retried = api.admin().get(retry.header("location")).json();
        assertThat(retried.path("state").asText()).isEqualTo("completed");
        assertThat(results(retried, "&kind=user").findValuesAsText("name")).containsExactly("bad");
        assertThat(account("bad")).isNotNull();
    }

    @Test
    void complaint16WhatWasGrantedByHandStays() throws Exception {
        api.target().grantByHand("Manager_auditor", "crowd");
        api.iam().remove("user3");
        run(ALL);
        assertThat(Objects.requireNonNull(manager().role(new RoleName("Manager_auditor")))
                        .groups())
                .contains(new GroupName("crowd"));
    }

    @Test
    void complaint19ANameThatCannotBeIsExplainedAndTheOthersGoThrough() throws Exception {
        api.iam().user("first.last").user("x").user("fine");
        List<String> more = new ArrayList<>(names(40));
        more.addAll(List.of("first.last", "x", "fine"));
        api.iam().group("crowd", more, READER);
        JsonNode operation = run(ALL);
        JsonNode refused = results(operation, "&outcome=refused");
        assertThat(refused.findValuesAsText("name")).containsExactlyInAnyOrder("first.last", "x");
        assertThat(refused.findValuesAsText("reason"))
                .anyMatch(reason -> reason.contains("3 to 32 characters"))
                .anyMatch(reason -> reason.contains("letters, digits"));
        assertThat(account("fine")).isNotNull();
    }
}
