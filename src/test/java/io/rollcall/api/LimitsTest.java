package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// What many callers together, slow ones, and the end of the process do to a request.
class LimitsTest {
    private static final String SLOW = "POST " + USERS
            + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";

    private static ApiConfiguration of(int concurrentRequests) {
        return new ApiConfiguration(
                "127.0.0.1",
                0,
                1000,
                1000,
                concurrentRequests,
                ApiFixture.ACCESS,
                Duration.ofSeconds(10),
                ApiFixture.edge());
    }

    @Test
    void moreRequestsThanCanBeWorkedOnAreAnsweredAndNotQueued() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        MapIdentitySource iam = ApiFixture.people();
        try (ApiFixture api = ApiFixture.start(iam, of(1))) {
            iam.waitFor(gate);
            int before = iam.asked();
            Thread first = Thread.startVirtualThread(() -> api.admin().get(USERS));
            Instant deadline = Instant.now().plusSeconds(10);
            while (iam.asked() == before) {
                assertThat(Instant.now()).isBefore(deadline);
                Thread.onSpinWait();
            }
            Reply reply = api.admin().get(USERS);
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0308");
            assertThat(reply.header("retry-after")).isEqualTo("1");
            assertThat(api.anonymous().get("/live").status()).isEqualTo(200);
            gate.countDown();
            assertThat(first.join(Duration.ofSeconds(10))).isTrue();
            assertThat(api.admin().get(USERS).status()).isEqualTo(200);
        }
    }

    /// Sends the head of a request, and returns when the server waits for its body.
    private static BufferedReader begun(Socket slow) throws IOException {
        slow.getOutputStream().write(SLOW.getBytes(ISO_8859_1));
        BufferedReader in = new BufferedReader(new InputStreamReader(slow.getInputStream(), ISO_8859_1));
        assertThat(in.readLine()).startsWith("HTTP/1.1 100");
        assertThat(in.readLine()).isEmpty();
        return in;
    }

    @Test
    void aRequestThatHasNotArrivedTakesNoPlace() throws IOException {
        try (ApiFixture api = ApiFixture.start(ApiFixture.people(), of(1));
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), api.port());
                BufferedReader _ = begun(slow)) {
            assertThat(api.admin().get(USERS).status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatRunsIsAnsweredBeforeTheServerStops() throws Exception {
        ApiFixture api = ApiFixture.start(ApiFixture.people(), of(10));
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), api.port());
                BufferedReader in = begun(slow)) {
            Thread stopping = Thread.startVirtualThread(api::close);
            slow.getOutputStream().write("{}".getBytes(ISO_8859_1));
            assertThat(in.readLine()).startsWith("HTTP/1.1 401");
            assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aCompressedBodyIsNotUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[1024 * 1024]);
        }
        try (ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            Reply reply =
                    api.admin().send("POST", USERS, packed.toByteArray(), Map.of("Content-Encoding", "gzip"), false);
            assertThat(reply.status()).isEqualTo(415);
        }
    }
}
