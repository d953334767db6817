package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.access.Access;
import io.rollcall.access.Grants;
import io.rollcall.access.Subject;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.UserName;
import io.rollcall.policy.Action;
import io.rollcall.policy.Statement;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.provisioning.MemoryTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The answers say what the caller may do, and the server does exactly that.
class AllowedActionsTest {
    private static final String STATE = BASE + "/iam-sync/state";
    private static final String OPERATIONS = BASE + "/iam-sync/operations";
    private static final String PASSWORD = BASE + "/iam-sync/accounts/alice/password";
    private static final String ID = "0".repeat(32);

    private static List<String> words(JsonNode allowed) {
        return allowed.valueStream().map(JsonNode::asText).toList();
    }

    private static List<String> words(Set<Action> actions) {
        return actions.stream().sorted().map(Action::word).toList();
    }

    private static Grants.Grant readingTo(String user) {
        return ApiFixture.grant(user, Action.READ_OPERATIONS);
    }

    /// @param may what the caller is told, beyond the documentation's table what the grants below add
    record Kind(String name, String user, Access access, Set<Action> may) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Access with(Grants.Grant... grants) {
        return Access.DEFAULT
                .withPasswords(Access.PasswordUse.RESET, 1_000)
                .withStoredClusters(true)
                .withGrants(new Grants(List.of(grants)));
    }

    private static Stream<Kind> kinds() {
        Set<Action> reading = EnumSet.of(Action.GET, Action.READ_OPERATIONS);
        Set<Action> syncing = EnumSet.of(
                Action.SYNC_USER, Action.GET, Action.READ_OPERATIONS, Action.PLAN, Action.RETRY, Action.STOP);
        return Stream.of(
                new Kind("the account", "root", with(), EnumSet.allOf(Action.class)),
                new Kind(
                        "the account, passwords and stored clusters off",
                        "root",
                        Access.DEFAULT,
                        EnumSet.complementOf(
                                EnumSet.of(Action.CONFIGURE, Action.INITIALIZE_PASSWORD, Action.RESET_PASSWORD))),
                new Kind("full access", "admin", with(), syncing),
                new Kind("read-only", "viewer", with(), reading),
                new Kind(
                        "one action by policy, one by grant",
                        "syncer",
                        with(readingTo("syncer")),
                        EnumSet.of(Action.SYNC_USER, Action.READ_OPERATIONS)),
                new Kind(
                        "no policy, a grant",
                        "guest",
                        with(ApiFixture.grant("guest", Action.READ_OPERATIONS, Action.PLAN, Action.DISCARD)),
                        EnumSet.of(Action.READ_OPERATIONS, Action.PLAN, Action.DISCARD)),
                new Kind(
                        "a reset without the first password",
                        "guest",
                        with(ApiFixture.grant("guest", Action.READ_OPERATIONS, Action.RESET_PASSWORD)),
                        EnumSet.of(Action.READ_OPERATIONS)),
                new Kind(
                        "a deny beside full access and a grant",
                        "denied",
                        with(ApiFixture.grant("denied", Action.STOP)),
                        EnumSet.complementOf(EnumSet.of(
                                Action.STOP,
                                Action.RELEASE,
                                Action.DISCARD,
                                Action.READ_AUDIT,
                                Action.ADOPT,
                                Action.CONFIGURE,
                                Action.INITIALIZE_PASSWORD,
                                Action.RESET_PASSWORD))));
    }

    private static MapIdentitySource iam() {
        return RightsTest.people()
                .owner("root")
                .key("AK-root", "SK-root", "root")
                .user("denied")
                .key("AK-denied", "SK-denied", "denied")
                .group(
                        "denied",
                        List.of("denied"),
                        SystemPolicies.named(SystemPolicies.FULL_ACCESS),
                        ApiFixture.custom("no stop", Statement.deny("mrs:cluster:stopSync")));
    }

    private static ApiFixture start(Access access) {
        return ApiFixture.start(iam(), ApiFixture.configuration().withAccess(access));
    }

    /// What a caller is refused, found out by calls.
    private static Set<Action> done(ApiFixture api, ApiClient caller) {
        String queued = api.as("admin").post(USERS, "{\"is_all_sync\":true}").header("location");
        Map<Action, Reply> replies = Map.of(
                Action.SYNC_USER, caller.post(USERS, "{}"),
                Action.GET, caller.get(USERS),
                Action.READ_OPERATIONS, caller.get(OPERATIONS),
                Action.PLAN,
                        caller.post(OPERATIONS, "{\"action\":\"sync\",\"user_names\":[\"alice\"],\"dry_run\":true}"),
                Action.RETRY, caller.post(OPERATIONS + "/" + ID + "/retry", ""),
                Action.RELEASE, caller.post(OPERATIONS + "/" + ID + "/release", ""),
                Action.READ_AUDIT, caller.get(BASE + "/iam-sync/audit"),
                Action.ADOPT, caller.post(BASE + "/iam-sync/adopt", "{}"),
                Action.INITIALIZE_PASSWORD, caller.post(PASSWORD, "{}"),
                Action.RESET_PASSWORD, caller.post(PASSWORD, "{\"reset\":true}"));
        Set<Action> done = EnumSet.noneOf(Action.class);
        replies.forEach((action, reply) -> {
            if (!reply.errorCode().equals("12000136")) {
                done.add(action);
            }
        });
        if (!caller.get(BASE + "/iam-sync/definition").errorCode().equals("12000136")) {
            done.add(Action.CONFIGURE);
        }
        if (!caller.post(queued + "/cancel", "").errorCode().equals("12000136")) {
            done.add(Action.STOP);
        }
        return done;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsListedIsWhatTheServerDoes(Kind kind) {
        try (ApiFixture api = start(kind.access())) {
            ApiClient caller = api.as(kind.user());
            List<String> told = words(caller.get(STATE).json().path("allowed_actions"));
            assertThat(told).isEqualTo(words(kind.may()));
            Set<Action> tried = EnumSet.copyOf(kind.may());
            tried.remove(Action.DISCARD);
            assertThat(words(done(api, caller))).isEqualTo(words(tried));
        }
    }

    @Test
    void theListOfClustersSaysItForEachOfThem() {
        Grants.Grant everywhere = readingTo("guest");
        Grants.Grant here = new Grants.Grant(
                Set.of(new Subject.UserNamed(new UserName("guest"))),
                Set.of(Action.SYNC_USER),
                Optional.of(Set.of(new ClusterId("second"))));
        try (ApiFixture api = ApiFixture.startWith(
                iam(), Map.of("second", MemoryTarget.documented("of the second")), with(everywhere, here))) {
            JsonNode rows = api.as("guest")
                    .get("/v2/" + PROJECT + "/iam-sync/clusters")
                    .json()
                    .path("clusters");
            List<String> told = new ArrayList<>();
            rows.forEach(row -> told.add(row.path("cluster_id").asText() + " " + words(row.path("allowed_actions"))));
            assertThat(told)
                    .containsExactlyInAnyOrder(
                            CLUSTER + " [mrs:cluster:getSyncOperation]",
                            "second [mrs:cluster:syncUser, mrs:cluster:getSyncOperation]");
            JsonNode person = api.as("guest")
                    .get("/v2/" + PROJECT + "/iam-sync/users/alice?cluster_id=second")
                    .json()
                    .path("clusters")
                    .path(0);
            assertThat(words(person.path("allowed_actions")))
                    .containsExactly("mrs:cluster:syncUser", "mrs:cluster:getSyncOperation");
        }
    }

    @Test
    void aHeldPlanSaysWhyTheCallerCannotReleaseIt() {
        Access access = with(
                readingTo("syncer"),
                ApiFixture.grant("syncer", Action.RELEASE),
                ApiFixture.grant("viewer", Action.DISCARD),
                ApiFixture.grant("admin", Action.RELEASE));
        try (ApiFixture api = start(access)) {
            String operation = RightsTest.held(api);
            assertThat(refused(api, "syncer", operation)).isEqualTo("own_request");
            assertThat(refused(api, "viewer", operation)).isEqualTo("not_allowed");
            assertThat(refused(api, "admin", operation)).isEmpty();
            assertThat(words(api.as("viewer").get(STATE).json().path("allowed_actions")))
                    .contains(Action.DISCARD.word());
            assertThat(api.as("syncer").post(operation + "/release", "").status())
                    .isEqualTo(403);
            assertThat(api.as("viewer").post(operation + "/release", "").status())
                    .isEqualTo(403);
            assertThat(api.admin().post(operation + "/release", "").status()).isEqualTo(202);
        }
        try (ApiFixture api = start(access.withReleaseByRequester(true))) {
            assertThat(refused(api, "syncer", RightsTest.held(api))).isEmpty();
        }
    }

    private static String refused(ApiFixture api, String user, String operation) {
        return api.as(user)
                .get(operation)
                .json()
                .path("held")
                .path("release_refused")
                .asText("");
    }
}
