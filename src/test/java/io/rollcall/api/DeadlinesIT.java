package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Stalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// The patience that the server really has, waited for.
class DeadlinesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void everySilenceIsEndedWithinThirtySeconds() throws Exception {
        try (Stalls stalls = new Stalls();
                ApiFixture api = ApiFixture.start(ApiFixture.people());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<SilentPeer, Future<Duration>> lives = new LinkedHashMap<>();
            for (SilentPeer peer : SilentPeer.values()) {
                lives.put(peer, threads.submit(() -> SilentPeer.lifeOf(peer.connect(api.port()))));
            }
            Future<Duration> unread = threads.submit(() -> unreadAnswer(api.port()));
            for (Map.Entry<SilentPeer, Future<Duration>> life : lives.entrySet()) {
                assertThat(life.getValue().get()).as(life.getKey().name()).isLessThan(stalls.atMost(LIMIT));
            }
            assertThat(unread.get()).as("unread answer").isLessThan(stalls.atMost(LIMIT));
        }
    }

    /// From the moment at which nothing more can be sent, because the server waits for its answers to be read.
    private static Duration unreadAnswer(int port) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            byte[] requests =
                    "GET /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n".repeat(100).getBytes(US_ASCII);
            long last = System.nanoTime();
            try {
                while (true) {
                    last = System.nanoTime();
                    socket.getOutputStream().write(requests);
                }
            } catch (java.io.IOException e) {
                return Duration.ofNanos(System.nanoTime() - last);
            }
        }
    }

    /// By default for twenty seconds; `-Drollcall.silent.seconds=120` for longer, `-Drollcall.silent=N` for more of
    /// them.
    @Test
    void silentConnectionsLeaveHealthAndHonestCallersAlone() throws Exception {
        int count = Integer.getInteger("rollcall.silent", 510);
        Duration time = Duration.ofSeconds(Integer.getInteger("rollcall.silent.seconds", 20));
        SilentPeer[] kinds = {SilentPeer.NO_BODY, SilentPeer.NOTHING_AT_ALL, SilentPeer.HALF_A_CHUNK};
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                ApiFixture api = ApiFixture.start(ApiFixture.people())) {
            for (int i = 0; i < count; i++) {
                SilentPeer kind = kinds[i % kinds.length];
                threads.execute(() -> {
                    // A client that is cut off connects again.
                    while (!over.get()) {
                        SilentPeer.lifeOf(kind.connect(api.port()));
                    }
                });
            }
            List<Long> live = new ArrayList<>();
            List<Long> honest = new ArrayList<>();
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                live.add(millis(() -> assertThat(
                                ApiClient.anonymous(api.port()).get("/live").status())
                        .isEqualTo(200)));
                honest.add(
                        millis(() -> assertThat(api.admin().get(USERS).status()).isEqualTo(200)));
                assertThat(api.management().get("/live").status()).isEqualTo(200);
                Thread.sleep(100);
            }
            over.set(true);
            System.out.printf(
                    "%d silent connections for %d s: %d looks at /live, median %d ms, longest %d ms;"
                            + " honest caller median %d ms, longest %d ms%n",
                    count,
                    time.toSeconds(),
                    live.size(),
                    median(live),
                    live.getLast(),
                    median(honest),
                    honest.getLast());
            assertThat(honest.getLast()).isLessThan(5_000);
        }
    }

    private static long millis(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /// Sorts them, so that the longest is the last.
    private static long median(List<Long> times) {
        times.sort(null);
        return times.get(times.size() / 2);
    }
}
