package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.OTHER_CLUSTER;
import static io.rollcall.api.ApiFixture.OTHER_PROJECT;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.policy.SystemPolicies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All five operations and all documented errors, by requests that are put together as each client does it.
class ClientMannersTest {
    private static final String EVERYBODY = "{\"is_all_sync\":true}";

    private final MapIdentitySource iam = ApiFixture.people()
            .user("user1")
            .user("张三")
            .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
            .group("分析", List.of("张三"), SystemPolicies.named(SystemPolicies.READ_ONLY_ACCESS));

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() {
        api = ApiFixture.start(iam);
    }

    private MannerClient admin(ClientManner manner) {
        return MannerClient.of(api.port(), manner, Signing.as("admin"));
    }

    @ParameterizedTest
    @EnumSource
    void allFiveOperationsSucceed(ClientManner manner) {
        allFive(admin(manner));
    }

    @ParameterizedTest
    @EnumSource
    void allFiveOperationsSucceedWithADerivedKey(ClientManner manner) {
        allFive(admin(manner).with(Signing.as("admin").withDerivedKey()));
    }

    @ParameterizedTest
    @EnumSource
    void allFiveOperationsSucceedWhenBodiesAreFramedTheOtherWay(ClientManner manner) {
        allFive(admin(manner).framedOtherwise());
    }

    private void allFive(MannerClient client) {
        assertThat(client.get(BASE + "/iam-sync").json()).isEqualTo(Reply.parse("{\"is_synchronizing\":false}"));
        accepted(client.post(USERS, "{\"is_all_sync\":false,\"user_names\":[\"user1\"]}"));
        assertThat(client.get(BASE + "/iam-sync").json()).isEqualTo(Reply.parse("{\"is_synchronizing\":true}"));
        api.work();
        api.awaitIdle();
        assertThat(client.get(USERS).json())
                .isEqualTo(Reply.parse("{\"user_names\":[\"user1\"],\"group_names\":[\"group1\"]}"));
        Reply synchronous = client.get(BASE + "/iam-sync/is-synchronous");
        assertThat(synchronous.status()).isEqualTo(200);
        assertThat(synchronous.json().path("is_synchronous").isBoolean()).isTrue();
        accepted(client.delete(USERS, "{\"user_names\":[\"user1\"],\"group_names\":[\"group1\"]}"));
        api.awaitIdle();
        assertThat(client.get(USERS).json()).isEqualTo(Reply.parse("{\"user_names\":[],\"group_names\":[]}"));
    }

    private static void accepted(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json()).isEqualTo(Reply.parse("{\"state\":\"synchronizing\"}"));
    }

    @ParameterizedTest
    @EnumSource
    void chineseNamesArrive(ClientManner manner) {
        api.work();
        Reply reply = admin(manner).post(USERS, "{\"user_names\":[\"张三\"],\"group_names\":[\"分析\"]}");
        accepted(reply);
        api.awaitIdle();
        // The Manager holds no such names; what was understood is in the reasons.
        assertThat(admin(manner).get(reply.header("location") + "/results").body())
                .contains("\"张三\"", "\"分析\"");
    }

    @ParameterizedTest
    @EnumSource
    void theSameSignedRequestMayBeSentAgain(ClientManner manner) {
        MannerClient client = admin(manner);
        String request = client.request("POST", USERS, EVERYBODY);
        accepted(client.send(request));
        refused(client.send(request), 500, "12000154", "Cluster ID: " + CLUSTER);
        api.work();
        api.awaitIdle();
        accepted(client.send(request));
        api.awaitIdle();
    }

    @ParameterizedTest
    @EnumSource
    void theMistakesOfARequestAreToldByTheirCodes(ClientManner manner) {
        MannerClient client = admin(manner);
        refused(client.post(USERS, "{}"), 400, "12000002", "nothing is selected");
        refused(client.post(USERS, ""), 400, "12000002", "nothing is selected");
        refused(client.delete(USERS, "{}"), 400, "12000002", "nothing is selected");
        refused(client.delete(USERS, ""), 400, "12000002", "nothing is selected");
        refused(client.post(USERS, "{\"user_names\":[null]}"), 400, "12000002", "user_names[0]");
        refused(client.post(USERS, "[1/2"), 400, "12000002", "");
        refused(client.get("/v2/" + PROJECT + "/clusters/a.b/iam-sync"), 400, "12000002", "cluster_id");
        String other = "/v2/" + PROJECT + "/clusters/" + OTHER_CLUSTER;
        refused(client.post(other + "/iam-sync-user", EVERYBODY), 400, "12000003", "");
        refused(client.get(other + "/iam-sync"), 400, "12000003", "");
        refused(client.get(BASE + "/iam-synch"), 404, "APIGW.0101", "");
        refused(client.post(USERS, "{\"x\":\"" + "y".repeat(13 * 1024 * 1024) + "\"}"), 413, "APIGW.0201", "");
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotIsToldSo(ClientManner manner) {
        MannerClient client = admin(manner);
        Signing viewer = Signing.as("viewer");
        refused(client.with(viewer).post(USERS, EVERYBODY), 403, "12000136", "mrs:cluster:syncUser");
        assertThat(client.with(viewer).get(USERS).status()).isEqualTo(200);
        refused(client.with(Signing.as("guest")).get(USERS), 403, "12000136", "mrs:cluster:get");
        refused(client.with(viewer.inProject(OTHER_PROJECT)).get(USERS), 403, "APIGW.0302", "X-Project-Id");
        refused(client.with(viewer.withSecret("SK-wrong")).get(USERS), 401, "APIGW.0301", "canonicalRequest:GET|");
        Signing late = viewer.at(Instant.now().minus(Duration.ofMinutes(16)));
        refused(client.with(late).get(USERS), 401, "APIGW.0301", "X-Sdk-Date is too far");
    }

    @ParameterizedTest
    @EnumSource
    void anIamThatIsAwayOrBrokenIsTold(ClientManner manner) {
        iam.goAway(true);
        refused(admin(manner).post(USERS, EVERYBODY), 503, "APIGW.0613", "");
        iam.goAway(false);
        iam.breakDown(true);
        refused(admin(manner).get(USERS), 500, "12000004", "");
        iam.breakDown(false);
    }

    @ParameterizedTest
    @EnumSource
    void tooManyRequestsAreTold(ClientManner manner) {
        try (ApiFixture slow =
                ApiFixture.start(ApiFixture.people(), ApiFixture.configuration().withRate(0.001, 1))) {
            MannerClient client = MannerClient.of(slow.port(), manner, Signing.as("admin"));
            assertThat(client.get(USERS).status()).isEqualTo(200);
            Reply reply = client.get(USERS);
            refused(reply, 429, "APIGW.0308", "");
            assertThat(reply.header("retry-after")).matches("[0-9]+");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aQueryIsSignedAsItIsRead(ClientManner manner) {
        Reply reply = admin(manner).get(BASE + "/iam-sync/operations?marker=a%20b%2A~%2F%2B%E5%BC%A0&limit=5");
        refused(reply, 400, "12000002", "marker");
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatNeedsEncodingIsSignedAsEachClientDoes(ClientManner manner) {
        refused(admin(manner).get("/v2/" + PROJECT + "/clusters/a%20b/iam-sync"), 400, "12000002", "cluster_id");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOfNullIsToldWhatIsMissing(ClientManner manner) {
        MannerClient client = admin(manner);
        refused(client.send(client.requestWithOtherBody("POST", USERS, "", "null")), 400, "12000002", "");
        refused(client.send(client.requestWithOtherBody("DELETE", USERS, "", "null")), 400, "12000002", "");
    }

    /// PHP alone signs that it does not sign the body.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PHP")
    void aBodyThatWasChangedOnTheWayIsRefused(ClientManner manner) {
        MannerClient client = admin(manner);
        Reply reply =
                client.send(client.requestWithOtherBody("POST", USERS, "{\"user_names\":[\"user1\"]}", EVERYBODY));
        refused(reply, 401, "APIGW.0301", "canonicalRequest:POST|");
    }

    @ParameterizedTest
    @EnumSource
    void sm3IsRefused(ClientManner manner) {
        MannerClient client = admin(manner);
        String request = client.request("GET", USERS, "").replace("SDK-HMAC-SHA256", "SDK-HMAC-SM3");
        refused(client.send(request), 401, "APIGW.0301", "algorithm is not supported");
    }

    private static void refused(Reply reply, int status, String code, String reason) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.errorCode()).isEqualTo(code);
        assertThat(reply.errorMessage()).isNotEmpty().contains(reason);
        assertThat(reply.header("x-request-id")).matches("[0-9a-f]{32}");
    }
}
