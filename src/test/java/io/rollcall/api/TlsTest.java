package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ConnectionException;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.mrs.v2.MrsClient;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.CancelSyncRequest;
import com.huaweicloud.sdk.mrs.v2.model.ShowSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncIamUserRequest;
import com.huaweicloud.sdk.mrs.v2.model.UpdateSyncRequest;
import io.rollcall.api.http.Edge;
import io.rollcall.api.http.Timeouts;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.signature.SignatureRules;
import io.rollcall.tls.Certificates;
import io.rollcall.tls.ClientTls;
import io.rollcall.tls.ServerFiles;
import io.rollcall.tls.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The API over HTTPS.
class TlsTest {
    private static final Timeouts LITTLE =
            new Timeouts(Duration.ofMillis(600), Duration.ofMillis(600), Duration.ofSeconds(2), Duration.ofMillis(600));

    @TempDir
    private Path folder;

    private Certificates certificates;

    @AutoClose
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(folder).make("server").make("other");
        start(certificates.server("server"), Timeouts.STANDARD);
    }

    private void start(ServerFiles files, Timeouts timeouts) throws Exception {
        MapIdentitySource iam = ApiFixture.people()
                .user("user1")
                .group("group1", List.of("user1"), SystemPolicies.named(SystemPolicies.COMMON_OPERATIONS));
        Edge edge = ApiFixture.edge()
                .withTls(ServerTls.open(files, Duration.ZERO))
                .withTimeouts(timeouts)
                .withSignatures(SignatureRules.STANDARD);
        api = ApiFixture.start(iam, ApiFixture.configuration().withEdge(edge));
    }

    private void restart(ServerFiles files, Timeouts timeouts) throws Exception {
        api.close();
        start(files, timeouts);
    }

    private SSLContext trusting(String name) throws Exception {
        return new ClientTls(certificates.certificate(name), null, null).context();
    }

    private int live(SSLContext context) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + "/live"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void theOfficialSdkCallsAllFiveOperations() throws Exception {
        api.work();
        MrsClient client = MrsClient.newBuilder()
                .withHttpConfig(sdk("server"))
                .withCredential(credentials())
                .withEndpoints(List.of("https://127.0.0.1:" + api.port()))
                .build();
        assertThat(client.updateSyncIamUser(new UpdateSyncIamUserRequest()
                                .withClusterId(CLUSTER)
                                .withBody(new UpdateSyncRequest().addUserNamesItem("user1")))
                        .getState())
                .isEqualTo("synchronizing");
        HcClient statuses = new HcClient(sdk("server"))
                .withEndpoints(List.of("https://127.0.0.1:" + api.port()))
                .withCredential(credentials());
        SdkTest.TaskStatus running = SdkTest.call(statuses, "/iam-sync", SdkTest.TaskStatus.class);
        while (Boolean.TRUE.equals(running.synchronizing)) {
            running = SdkTest.call(statuses, "/iam-sync", SdkTest.TaskStatus.class);
        }
        assertThat(client.showSyncIamUser(new ShowSyncIamUserRequest().withClusterId(CLUSTER))
                        .getUserNames())
                .containsExactly("user1");
        assertThat(SdkTest.call(statuses, "/iam-sync/is-synchronous", SdkTest.Status.class).synchronous)
                .isTrue();
        assertThat(client.cancelSyncIamUser(new CancelSyncIamUserRequest()
                                .withClusterId(CLUSTER)
                                .withBody(new CancelSyncRequest().addUserNamesItem("user1")))
                        .getState())
                .isEqualTo("synchronizing");
    }

    @Test
    void theOfficialSdkRefusesAServerForWhichNobodyVouches() throws Exception {
        MrsClient client = MrsClient.newBuilder()
                .withHttpConfig(sdk("other"))
                .withCredential(credentials())
                .withEndpoints(List.of("https://127.0.0.1:" + api.port()))
                .build();
        assertThatThrownBy(() -> client.showSyncIamUser(new ShowSyncIamUserRequest().withClusterId(CLUSTER)))
                .isInstanceOf(ConnectionException.class);
    }

    private HttpConfig sdk(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificates.certificate(name))) {
            store.setCertificateEntry(name, (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        TrustManager[] trust = factory.getTrustManagers();
        return HttpConfig.getDefaultHttpConfig()
                .withSSLSocketFactory(trusting(name).getSocketFactory())
                .withX509TrustManager((X509TrustManager) trust[0]);
    }

    private static BasicCredentials credentials() {
        return new BasicCredentials().withAk("AK-admin").withSk("SK-admin").withProjectId(PROJECT);
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestartAndABrokenOneIsNot() throws Exception {
        assertThat(live(trusting("server"))).isEqualTo(200);
        SSLContext old = trusting("server");
        Files.writeString(certificates.certificate("server"), "half of a certifi");
        assertThat(live(old)).as("the last good one").isEqualTo(200);
        certificates.make("server");
        assertThat(live(trusting("server"))).isEqualTo(200);
        assertThatThrownBy(() -> live(old)).isInstanceOf(IOException.class);
    }

    @Test
    void whereACertificateIsRequiredWhoHasNoneIsTurnedAway() throws Exception {
        ServerFiles plain = certificates.server("server");
        restart(
                new ServerFiles(plain.certificate(), plain.key(), null, certificates.certificate("other"), true),
                Timeouts.STANDARD);
        assertThat(live(showing("other"))).isEqualTo(200);
        assertThatThrownBy(() -> live(trusting("server"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> live(showing("server"))).isInstanceOf(IOException.class);
    }

    @Test
    void whereACertificateIsOptionalAWrongOneIsTurnedAway() throws Exception {
        ServerFiles plain = certificates.server("server");
        restart(
                new ServerFiles(plain.certificate(), plain.key(), null, certificates.certificate("other"), false),
                Timeouts.STANDARD);
        assertThat(live(showing("other"))).isEqualTo(200);
        assertThat(live(trusting("server"))).isEqualTo(200);
    }

    @Test
    void aCertificateLetsNobodyCall() throws Exception {
        ServerFiles plain = certificates.server("server");
        restart(
                new ServerFiles(plain.certificate(), plain.key(), null, certificates.certificate("other"), true),
                Timeouts.STANDARD);
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(showing("other")).build()) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + USERS))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private SSLContext showing(String name) throws Exception {
        return new ClientTls(certificates.certificate("server"), certificates.certificate(name), certificates.key(name))
                .context();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothVersionsAreSpoken(String version) throws Exception {
        try (SSLSocket socket = connect(trusting("server"), version)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(exchange(socket, "GET /live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("{\"status\":\"up\"}");
        }
    }

    @Test
    void clearTextIsNoTls() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream().write("GET /live HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(SilentPeer.lifeOf(socket)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /// As a record at a time, and many at once; a large answer is many records, too.
    @Test
    void largeBodiesAndAnswersArrive() throws Exception {
        try (SSLSocket socket = connect(trusting("server"), "TLSv1.3")) {
            String body = "{\"x\":\"" + "y".repeat(3 * 1024 * 1024) + "\"}";
            String head = "POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n";
            String again = "GET /openapi.json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            assertThat(exchange(socket, head + body + again))
                    .startsWith("HTTP/1.1 401")
                    .contains("HTTP/1.1 200")
                    .endsWith("}\n");
        }
    }

    @Test
    void theAddressOfACallerIsNoName() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trusting("server")).build()) {
            URI uri = URI.create("https://127.0.0.1:" + api.port() + USERS);
            var signer =
                    io.rollcall.signature.RequestSigner.sdkHmac("AK-admin", io.rollcall.cluster.Secret.of("SK-admin"));
            byte[] body = "{\"is_all_sync\":true}".getBytes(UTF_8);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body));
            signer.sign("POST", uri, java.util.Map.of(), body, java.time.Instant.now())
                    .forEach(request::header);
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
            URI audit = URI.create("https://127.0.0.1:" + api.port() + BASE + "/iam-sync/audit");
            HttpRequest.Builder look = HttpRequest.newBuilder(audit);
            signer.sign("GET", audit, java.util.Map.of(), new byte[0], java.time.Instant.now())
                    .forEach(look::header);
            assertThat(client.send(look.build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"127.0.0.1\"")
                    .doesNotContain("localhost");
        }
    }

    @Test
    void silentHandshakesEnd() throws Exception {
        restart(certificates.server("server"), LITTLE);
        byte[] half = {22, 3, 1, 2, 0, 1, 0};
        for (byte[] sent : Stream.of(new byte[0], half).toList()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
                socket.getOutputStream().write(sent);
                assertThat(SilentPeer.lifeOf(socket)).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING_AT_ALL", "HALF_A_HEADER", "NO_BODY", "HALF_A_CHUNK"})
    void silentClientsEndInsideOfTlsToo(SilentPeer peer) throws Exception {
        restart(certificates.server("server"), LITTLE);
        try (SSLSocket socket = connect(trusting("server"), "TLSv1.3")) {
            socket.startHandshake();
            peer.sendTo(socket);
            try {
                assertThat(SilentPeer.lifeOf(socket)).isLessThan(Duration.ofSeconds(10));
            } catch (java.io.UncheckedIOException e) {
                assertThat(e.getCause()).isInstanceOf(SSLException.class);
            }
        }
    }

    private SSLSocket connect(SSLContext context, String version) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static String exchange(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}
