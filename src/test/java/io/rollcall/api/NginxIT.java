package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.mrs.v2.MrsClient;
import com.huaweicloud.sdk.mrs.v2.model.ShowSyncIamUserRequest;
import io.rollcall.policy.SystemPolicies;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// nginx in front of the server, with what it does unless told otherwise: HTTP/1.0 to the server, and the name of
/// the server behind as `Host`.
class NginxIT {
    private static final int DEFAULTS = 0;
    private static final int HOST_KEPT = 1;
    private static final int HTTP11_HOST_KEPT = 2;

    private static ApiFixture api;
    private static Nginx nginx;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        api = ApiFixture.start(ApiFixture.people()
                        .user("user1")
                        .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS))
                        .token("t", "admin", PROJECT, Instant.now().plusSeconds(3600)))
                .work();
        nginx = Nginx.before(
                api.port(),
                folder,
                List.of(
                        "proxy_pass SERVER;",
                        "proxy_pass SERVER; proxy_set_header Host $http_host;",
                        "proxy_pass SERVER; proxy_set_header Host $http_host; proxy_http_version 1.1;"
                                + " proxy_set_header Connection \"\";"));
    }

    @AfterAll
    static void stop() {
        nginx.close();
        api.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULTS, HOST_KEPT, HTTP11_HOST_KEPT})
    void allFiveOperationsPassByToken(int way) {
        String url = " HTTP/1.1\r\nHost: api.example.com\r\nX-Auth-Token: t\r\n";
        String body = "{\"user_names\":[\"user1\"]}";
        String length = "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try (RawConnection connection = RawConnection.to(nginx.port(way))) {
            assertThat(connection.send("POST " + USERS + url + length).read().status())
                    .isEqualTo(202);
            api.awaitIdle();
            assertThat(connection.send("GET " + USERS + url + "\r\n").read().body())
                    .contains("\"user1\"");
            assertThat(connection
                            .send("GET " + BASE + "/iam-sync" + url + "\r\n")
                            .read()
                            .body())
                    .isEqualTo("{\"is_synchronizing\":false}");
            assertThat(connection
                            .send("GET " + BASE + "/iam-sync/is-synchronous" + url + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(connection.send("DELETE " + USERS + url + length).read().status())
                    .isEqualTo(202);
            api.awaitIdle();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GO", "PHP", "TERRAFORM"})
    void aSignatureWithoutHostPassesNginxWithItsDefaults(ClientManner manner) {
        allFive(MannerClient.of(nginx.port(DEFAULTS), manner, Signing.as("admin")));
    }

    @ParameterizedTest
    @EnumSource
    void everySignaturePassesWhereHostIsKept(ClientManner manner) {
        allFive(MannerClient.of(nginx.port(HOST_KEPT), manner, Signing.as("admin")));
        allFive(MannerClient.of(
                nginx.port(HTTP11_HOST_KEPT), manner, Signing.as("admin").withDerivedKey()));
    }

    @ParameterizedTest
    @EnumSource(names = {"JAVA", "NODE", "PYTHON", "DOTNET"})
    void aHostThatNginxChangedIsShownToTheJavaManner(ClientManner manner) {
        Reply reply = MannerClient.of(nginx.port(DEFAULTS), manner, Signing.as("admin"))
                .get(USERS);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.errorCode()).isEqualTo("APIGW.0301");
        assertThat(reply.errorMessage()).contains("canonicalRequest:GET|", "|host:127.0.0.1:" + api.port() + "|");
    }

    @Test
    void theOfficialJavaSdkPassesWhereHostIsKeptAndIsToldWhereItIsNot() {
        var request = new ShowSyncIamUserRequest().withClusterId(CLUSTER);
        assertThat(sdk(HOST_KEPT).showSyncIamUser(request).getHttpStatusCode()).isEqualTo(200);
        assertThat(sdk(HTTP11_HOST_KEPT).showSyncIamUser(request).getHttpStatusCode())
                .isEqualTo(200);
        ClientRequestException error = catchThrowableOfType(
                ClientRequestException.class, () -> sdk(DEFAULTS).showSyncIamUser(request));
        assertThat(error.getErrorCode()).isEqualTo("APIGW.0301");
        assertThat(error.getErrorMsg()).contains("|host:127.0.0.1:" + api.port() + "|");
    }

    private static MrsClient sdk(int way) {
        return MrsClient.newBuilder()
                .withCredential(new BasicCredentials()
                        .withAk("AK-admin")
                        .withSk("SK-admin")
                        .withProjectId(PROJECT))
                .withEndpoints(List.of("http://127.0.0.1:" + nginx.port(way)))
                .build();
    }

    @Test
    void aSignatureForTheNameThatTheServerSeesPassesEverywhere() {
        MannerClient client = MannerClient.of(nginx.port(HOST_KEPT), ClientManner.JAVA, Signing.as("admin"));
        assertThat(client.believing("api.example.com").get(USERS).status()).isEqualTo(200);
        assertThat(client.believing("127.0.0.1:" + api.port()).get(USERS).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {DEFAULTS, HTTP11_HOST_KEPT})
    void errorsAndLongBodiesAndStreamsPassToo(int way) {
        MannerClient client = MannerClient.of(nginx.port(way), ClientManner.GO, Signing.as("admin"));
        Reply wrong = client.post(USERS, "{\"user_names\":[1],\"x\":\"" + "y".repeat(300_000) + "\"}");
        assertThat(wrong.status()).as(wrong.body()).isEqualTo(400);
        assertThat(wrong.errorMessage()).contains("user_names[0]");
        assertThat(client.get("/elsewhere").errorCode()).isEqualTo("APIGW.0101");
        assertThat(client.get("/ready").json().path("status").asText()).isEqualTo("up");
        String operation = client.post(USERS, "{\"user_names\":[\"user1\"]}").header("location");
        assertThat(client.get(operation + "/events").body())
                .startsWith("event: operation\ndata: {")
                .endsWith("}\n\n");
    }

    private static void allFive(MannerClient client) {
        Reply accepted = client.post(USERS, "{\"user_names\":[\"user1\"]}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        api.awaitIdle();
        assertThat(client.get(USERS).body()).contains("\"user1\"");
        assertThat(client.get(BASE + "/iam-sync").status()).isEqualTo(200);
        assertThat(client.get(BASE + "/iam-sync/is-synchronous").status()).isEqualTo(200);
        assertThat(client.delete(USERS, "{\"user_names\":[\"user1\"]}").status())
                .isEqualTo(202);
        api.awaitIdle();
    }
}
