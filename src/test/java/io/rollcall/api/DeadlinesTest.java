package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Waiting;
import io.rollcall.api.http.Timeouts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is silent is ended: with little patience here, with the real one in `DeadlinesIT`.
class DeadlinesTest {
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Timeouts LITTLE = new Timeouts(SHORT, SHORT, Duration.ofSeconds(2), SHORT);
    private static final Duration SOON = Duration.ofSeconds(10);

    /// So much that a sender who means to go on does so in time, also where the processors have other work.
    private static final Duration LONGER = Duration.ofSeconds(4);

    @AutoClose
    private static ApiFixture api;

    @AutoClose
    private static ApiFixture patient;

    @BeforeAll
    static void start() {
        api = start(LITTLE);
        patient = start(new Timeouts(LONGER, LONGER, Duration.ofMinutes(1), LONGER));
    }

    private static ApiFixture start(Timeouts timeouts) {
        return ApiFixture.start(
                ApiFixture.people(),
                ApiFixture.configuration().withEdge(ApiFixture.edge().withTimeouts(timeouts)));
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionEndsWhoseOtherSideIsSilent(SilentPeer peer) {
        assertThat(SilentPeer.lifeOf(peer.connect(api.port()))).isLessThan(SOON);
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredBeforeTheConnectionEnds() {
        try (RawConnection connection = RawConnection.to(api.port())) {
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n");
            Reply reply = connection.read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0201");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aHeaderThatDripsIsCutOff() throws Exception {
        assertThat(drip("GET /live HTTP/1.1\r\nHost: h\r\nX-Slow: ")).isLessThan(SOON);
    }

    @Test
    void aBodyThatDripsIsCutOff() throws Exception {
        assertThat(drip("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"))
                .isLessThan(SOON);
    }

    /// A byte now and then, more often than silence would be noticed.
    private static Duration drip(String begin) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(ISO_8859_1));
            Thread dripping = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        out.write('x');
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // Cut off.
                }
            });
            Duration life = SilentPeer.lifeOf(socket);
            dripping.interrupt();
            return life;
        }
    }

    @Test
    void anAnswerThatNobodyReadsIsGivenUp() throws Exception {
        // As many requests as it takes to fill every buffer on the way with answers.
        String request = "GET /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            Instant deadline = Instant.now().plus(SOON);
            boolean cut = false;
            while (!cut && Instant.now().isBefore(deadline)) {
                try {
                    socket.getOutputStream().write(request.repeat(100).getBytes(ISO_8859_1));
                } catch (IOException e) {
                    cut = true;
                }
            }
            assertThat(cut).isTrue();
        }
    }

    @Test
    void aConnectionThatIsUsedStaysAndOneThatIsNotEnds() {
        try (RawConnection connection = RawConnection.to(patient.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send("GET /live HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(connection.read().status()).isEqualTo(200);
            }
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aSlowRequestIsNotCutOffWhileItsSenderGoesOn() throws Exception {
        try (RawConnection connection = RawConnection.to(patient.port())) {
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                TimeUnit.MILLISECONDS.sleep(LONGER.toMillis() / 8);
                connection.send("x");
            }
            assertThat(connection.read().status()).isEqualTo(401);
        }
    }

    @Test
    void silentConnectionsMakeRoomForHonestOnes() throws Exception {
        ApiConfiguration small =
                ApiFixture.configuration().withEdge(ApiFixture.edge().withConnections(20));
        try (ApiFixture tight = ApiFixture.start(ApiFixture.people(), small)) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                silent.add(SilentPeer.NOTHING_AT_ALL.connect(tight.port()));
            }
            assertThat(tight.anonymous().get("/live").status()).isEqualTo(200);
            assertThat(tight.admin().get(USERS).status()).isEqualTo(200);
            assertThat(tight.server().connections()).isLessThanOrEqualTo(20);
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void whenAllAreAtWorkTheNewestIsTurnedAway() throws Exception {
        ApiConfiguration small =
                ApiFixture.configuration().withEdge(ApiFixture.edge().withConnections(3));
        CountDownLatch gate = new CountDownLatch(1);
        MapIdentitySource iam = ApiFixture.people();
        List<RawConnection> busy = new ArrayList<>();
        try (ApiFixture tight = ApiFixture.start(iam, small)) {
            iam.waitFor(gate);
            int before = iam.asked();
            for (int i = 0; i < 3; i++) {
                busy.add(RawConnection.to(tight.port())
                        .send("GET " + USERS + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: made-up-" + i + "\r\n\r\n"));
            }
            Waiting.until("the server works on all of them", () -> iam.asked() == before + 3);
            try (Socket newest = new Socket(InetAddress.getLoopbackAddress(), tight.port())) {
                assertThat(SilentPeer.lifeOf(newest)).isLessThan(SOON);
            }
            gate.countDown();
            for (RawConnection connection : busy) {
                assertThat(connection.read().status()).isEqualTo(401);
            }
        } finally {
            gate.countDown();
            busy.forEach(RawConnection::close);
        }
    }
}
