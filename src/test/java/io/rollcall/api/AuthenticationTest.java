package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.OTHER_PROJECT;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.Secret;
import io.rollcall.signature.RequestSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in (R9). A request that is let in fails at its body with `12000002`, which proves it.
class AuthenticationTest {
    private static final byte[] NOTHING = "{}".getBytes(UTF_8);

    @AutoClose
    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = ApiFixture.start(ApiFixture.people());
    }

    @Test
    void aSignedRequestIsLetIn() {
        assertThat(api.admin().post(USERS, "{}").errorCode()).isEqualTo("12000002");
    }

    @Test
    void aRequestWithADerivedKeyIsLetIn() {
        ApiClient derived = api.admin().with(RequestSigner.v11("AK-admin", Secret.of("SK-admin"), "cn-north-4", "mrs"));
        assertThat(derived.post(USERS, "{}").errorCode()).isEqualTo("12000002");
    }

    @Test
    void withoutCredentialsIsRefused() {
        assertRefused(api.anonymous().post(USERS, "{}"), "The Authorization header is missing");
    }

    @Test
    void aTokenIsLetInInItsOwnProjectUntilItExpires() {
        MapIdentitySource iam = ApiFixture.people()
                .token("fresh", "admin", PROJECT, Instant.now().plusSeconds(3600))
                .token("elsewhere", "admin", OTHER_PROJECT, Instant.now().plusSeconds(3600))
                .token("old", "admin", PROJECT, Instant.now().minusSeconds(1));
        try (ApiFixture other = ApiFixture.start(iam)) {
            assertThat(withToken(other, "fresh").status()).isEqualTo(200);
            assertThat(withToken(other, "elsewhere").errorCode()).isEqualTo("APIGW.0302");
            Reply old = withToken(other, "old");
            assertThat(old.status()).isEqualTo(401);
            assertThat(old.errorCode()).isEqualTo("APIGW.0307");
            assertRefused(withToken(other, "forged"), "The token is not valid");
            assertRefused(withToken(other, " "), "must hold one token");
        }
    }

    @Test
    void aTokenDoesNotMendABadSignature() {
        MapIdentitySource iam = ApiFixture.people()
                .token("fresh", "admin", PROJECT, Instant.now().plusSeconds(3600));
        try (ApiFixture other = ApiFixture.start(iam)) {
            Reply reply = ApiClient.signing(other.port(), "AK-admin", "SK-wrong")
                    .send("GET", USERS, new byte[0], Map.of("X-Auth-Token", "fresh"), false);
            assertRefused(reply, "signature does not match");
        }
    }

    @Test
    void aWrongSecretAndAnUnknownKeyAreRefusedAlike() {
        Instant now = Instant.now();
        Reply wrong = signedAt(now, "AK-admin");
        Reply unknown = signedAt(now, "AK-unknown");
        assertRefused(wrong, "signature does not match, canonicalRequest:POST|" + USERS + "/||host:");
        assertThat(unknown.errorMessage()).isEqualTo(wrong.errorMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {-16, 16, 60 * 24, -60 * 24 * 365})
    void aDateMoreThanFifteenMinutesAwayIsRefused(long minutes) {
        Map<String, String> headers =
                api.admin().sign("POST", USERS, NOTHING, Instant.now().plus(Duration.ofMinutes(minutes)));
        assertRefused(api.admin().sendSigned("POST", USERS, NOTHING, headers, Map.of()), "X-Sdk-Date");
    }

    @Test
    void aDateFourteenMinutesAwayIsLetIn() {
        Map<String, String> headers =
                api.admin().sign("POST", USERS, NOTHING, Instant.now().minus(Duration.ofMinutes(14)));
        assertThat(api.admin()
                        .sendSigned("POST", USERS, NOTHING, headers, Map.of())
                        .errorCode())
                .isEqualTo("12000002");
    }

    @Test
    void aSignatureIsNoGoodForAnotherPath() {
        Map<String, String> headers = api.admin().sign("GET", USERS, new byte[0], Instant.now());
        assertRefused(
                api.admin().sendSigned("GET", BASE + "/iam-sync", new byte[0], headers, Map.of()),
                "signature does not match");
    }

    @Test
    void aSignatureIsNoGoodForAnotherMethodOrQuery() {
        Map<String, String> headers = api.admin().sign("POST", USERS, NOTHING, Instant.now());
        assertRefused(api.admin().sendSigned("DELETE", USERS, NOTHING, headers, Map.of()), "signature does not match");
        assertRefused(
                api.admin().sendSigned("POST", USERS + "?a=b", NOTHING, headers, Map.of()), "signature does not match");
    }

    @Test
    void aBodyChangedAfterSigningIsRefused() {
        Map<String, String> headers = api.admin().sign("POST", USERS, NOTHING, Instant.now());
        byte[] changed = "{\"is_all_sync\":true}".getBytes(UTF_8);
        assertRefused(api.admin().sendSigned("POST", USERS, changed, headers, Map.of()), "signature does not match");
    }

    @Test
    void aSignedHostCannotBeLeftOutLater() {
        Map<String, String> headers = new HashMap<>(api.admin().sign("POST", USERS, NOTHING, Instant.now()));
        headers.computeIfPresent(
                "Authorization",
                (_, value) -> value.replace("SignedHeaders=host;x-sdk-date", "SignedHeaders=x-sdk-date"));
        assertRefused(
                api.admin().sendSigned("POST", USERS, NOTHING, headers, Map.of()),
                "canonicalRequest:POST|" + USERS + "/||x-sdk-date:");
    }

    @Test
    void everyTruncationOfTheAuthorizationHeaderIsRefused() {
        Map<String, String> headers = api.admin().sign("GET", USERS, new byte[0], Instant.now());
        String whole = headers.getOrDefault("Authorization", "");
        for (int length = 0; length < whole.length(); length += 3) {
            Map<String, String> cut = new HashMap<>(headers);
            cut.put("Authorization", whole.substring(0, length));
            assertThat(api.admin()
                            .sendSigned("GET", USERS, new byte[0], cut, Map.of())
                            .status())
                    .as(cut.get("Authorization"))
                    .isEqualTo(401);
        }
    }

    @Test
    void aProjectOfAnotherAccountIsRefused() {
        Reply reply = api.admin().post("/v2/not-mine/clusters/c1/iam-sync-user", "{}");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorCode()).isEqualTo("12000136");
    }

    @Test
    void aKeyDoesNotTellWhichProjectsThereAre() {
        Reply none = api.as("guest").get("/v2/not-mine/clusters/c1/iam-sync");
        Reply ours = api.as("guest").get("/v2/" + OTHER_PROJECT + "/clusters/c1/iam-sync");
        assertThat(none.status()).isEqualTo(ours.status()).isEqualTo(403);
        assertThat(none.json()).isEqualTo(ours.json());
    }

    @Test
    void xProjectIdMustBeTheProjectOfThePath() {
        assertThat(api.admin()
                        .send("POST", USERS, NOTHING, Map.of("X-Project-Id", PROJECT), false)
                        .errorCode())
                .isEqualTo("12000002");
        Reply other = api.admin().send("POST", USERS, NOTHING, Map.of("X-Project-Id", OTHER_PROJECT), false);
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.errorCode()).isEqualTo("APIGW.0302");
    }

    @Test
    void aDisabledUserIsRefused() {
        MapIdentitySource iam = ApiFixture.people().user("left", false).key("AK-left", "SK-left", "left");
        try (ApiFixture other = ApiFixture.start(iam)) {
            Reply reply = other.as("left").get(USERS);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.errorCode()).isEqualTo("12000136");
        }
    }

    @Test
    void nobodyGuessesWhenTheIamIsAway() {
        MapIdentitySource iam = ApiFixture.people();
        iam.goAway(true);
        try (ApiFixture other = ApiFixture.start(iam)) {
            Reply reply = other.admin().post(USERS, "{\"is_all_sync\":true}");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0613");
            assertThat(reply.header("retry-after")).isEqualTo("5");
        }
    }

    @Test
    void aDefectIsAnsweredWithoutItsWords() {
        MapIdentitySource iam = ApiFixture.people();
        iam.breakDown(true);
        try (ApiFixture other = ApiFixture.start(iam)) {
            Reply reply = other.admin().get(USERS);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.json())
                    .isEqualTo(Reply.parse("{\"error_code\":\"12000004\",\"error_msg\":\"Internal server error.\"}"));
        }
    }

    /// With a secret that is wrong.
    private static Reply signedAt(Instant now, String access) {
        ApiClient client = ApiClient.signing(api.port(), access, "SK-wrong");
        return client.sendSigned("POST", USERS, NOTHING, client.sign("POST", USERS, NOTHING, now), Map.of());
    }

    private static Reply withToken(ApiFixture api, String token) {
        return api.anonymous().send("GET", USERS, new byte[0], Map.of("X-Auth-Token", token), false);
    }

    private static void assertRefused(Reply reply, String reason) {
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.errorCode()).isEqualTo("APIGW.0301");
        assertThat(reply.errorMessage())
                .startsWith("Incorrect IAM authentication information.")
                .contains(reason);
        assertThat(reply.json().path("request_id").asText()).isEqualTo(reply.header("x-request-id"));
    }
}
