package io.rollcall.api;

import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.api.http.Edge;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Refusals count: against all who are not known together, or against the caller, as soon as it is known who that
/// is.
class StrangersTest {
    private static final Edge.Rate FEW = new Edge.Rate(0.001, 20);

    private final MapIdentitySource iam = ApiFixture.people()
            .token("good", "viewer", PROJECT, Instant.now().plusSeconds(3600))
            .token("of-a-guest", "guest", PROJECT, Instant.now().plusSeconds(3600));

    private ApiFixture start() {
        return ApiFixture.start(
                iam, ApiFixture.configuration().withEdge(ApiFixture.edge().withStrangers(FEW)));
    }

    private static Reply withToken(ApiFixture api, String token) {
        return api.anonymous().send("GET", USERS, new byte[0], Map.of("X-Auth-Token", token), false);
    }

    @Test
    void madeUpTokensCostTheIamNoMoreThanTheirBucket() {
        try (ApiFixture api = start()) {
            assertThat(withToken(api, "good").status()).isEqualTo(200);
            int before = iam.asked();
            int refused = 0;
            for (int i = 0; i < 50; i++) {
                Reply reply = withToken(api, "made up " + i);
                assertThat(reply.status()).isIn(401, 429);
                refused += reply.status() == 429 ? 1 : 0;
            }
            assertThat(iam.asked() - before).isLessThanOrEqualTo(5);
            assertThat(refused).isGreaterThanOrEqualTo(45);
            assertThat(withToken(api, "good").status()).isEqualTo(200);
        }
    }

    @Test
    void aFloodFromOneAddressLeavesSomethingForNewcomersElsewhere() throws Exception {
        try (ApiFixture api = start()) {
            for (int i = 0; i < 50; i++) {
                assertThat(withToken(api, "made up " + i).status()).isIn(401, 429);
            }
            assertThat(withToken(api, "good").status())
                    .as("nobody has seen it before")
                    .isEqualTo(429);
            try (HttpClient elsewhere = HttpClient.newBuilder()
                    .localAddress(InetAddress.getByName("127.0.0.2"))
                    .build()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + USERS))
                        .header("X-Auth-Token", "good")
                        .build();
                assertThat(elsewhere
                                .send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void refusalsWithoutCredentialsCount() {
        try (ApiFixture api = start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(api.anonymous().get(USERS).status()).isEqualTo(401);
            }
            Reply reply = api.anonymous().get(USERS);
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("retry-after")).matches("[0-9]+");
        }
    }

    @Test
    void whoNamesTheKeyOfSomebodyElseCostsItsOwnerNothing() {
        try (ApiFixture api = start()) {
            assertThat(api.admin().get(USERS).status()).isEqualTo(200);
            ApiClient thief = ApiClient.signing(api.port(), "AK-admin", "SK-wrong");
            for (int i = 0; i < 5; i++) {
                assertThat(thief.get(USERS).status()).isEqualTo(401);
            }
            assertThat(thief.get(USERS).status()).isEqualTo(429);
            assertThat(api.admin().get(USERS).status()).isEqualTo(200);
        }
    }

    @Test
    void whoComesForTheFirstTimeWithAGoodCredentialIsNotCounted() {
        try (ApiFixture api = start()) {
            for (int i = 0; i < 20; i++) {
                String token = "fresh " + i;
                iam.token(token, "viewer", PROJECT, Instant.now().plusSeconds(60));
                assertThat(withToken(api, token).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aTokenThatIsRevokedIsAStrangersFromThenOn() {
        try (ApiFixture api = start()) {
            assertThat(withToken(api, "good").status()).isEqualTo(200);
            iam.revoke("good");
            for (int i = 0; i < 6; i++) {
                assertThat(withToken(api, "good").status()).isEqualTo(401);
            }
            assertThat(withToken(api, "good").status()).isEqualTo(429);
        }
    }

    @Test
    void refusalsOfACallerWhoIsKnownCountAgainstThatCaller() {
        try (ApiFixture api = ApiFixture.start(iam, ApiFixture.configuration().withRate(0.001, 5))) {
            for (int i = 0; i < 5; i++) {
                assertThat(api.as("guest").get(USERS).status()).isEqualTo(403);
            }
            int before = iam.asked();
            String elsewhere = "/v2/made-up-project/clusters/c/iam-sync";
            assertThat(api.as("guest").get(elsewhere).status()).isEqualTo(429);
            assertThat(withToken(api, "of-a-guest").status()).isEqualTo(429);
            assertThat(iam.asked() - before)
                    .as("looks at keys and tokens alone")
                    .isEqualTo(2);
            assertThat(api.as("viewer").get(USERS).status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenIsCheckedBeforeTheBodyIsRead() {
        try (ApiFixture api = start();
                RawConnection connection = RawConnection.to(api.port())) {
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: made-up\r\n"
                    + "Content-Length: 100\r\n\r\n{\"user_names\":");
            assertThat(connection.read().status()).isEqualTo(401);
        }
    }

    @Test
    void aTokenWithoutTheRightIsRefusedBeforeTheBodyIsRead() {
        try (ApiFixture api = start();
                RawConnection connection = RawConnection.to(api.port())) {
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: of-a-guest\r\n"
                    + "Content-Length: 100\r\n\r\n{\"user_names\":");
            assertThat(connection.read().status()).isEqualTo(403);
        }
    }

    @Test
    void aGoodTokenIsAskedForOnceAndItsBodyIsRead() {
        iam.token("of-the-admin", "admin", PROJECT, Instant.now().plusSeconds(3600));
        try (ApiFixture api = start()) {
            int before = iam.asked();
            Reply reply = api.anonymous()
                    .send("POST", USERS, "{}".getBytes(UTF_8), Map.of("X-Auth-Token", "of-the-admin"), false);
            assertThat(reply.errorCode()).isEqualTo("12000002");
            assertThat(iam.asked() - before).isEqualTo(2);
        }
    }
}
