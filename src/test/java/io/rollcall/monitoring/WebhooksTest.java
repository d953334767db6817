package io.rollcall.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.rollcall.background.Backoff;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.operation.model.FailureCode;
import io.rollcall.operation.model.Operation;
import io.rollcall.operation.model.OperationId;
import io.rollcall.operation.model.OperationObserver;
import io.rollcall.operation.model.OperationState;
import io.rollcall.ops.Metrics;
import io.rollcall.tls.ClientTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a receiver of notifications gets, over real HTTP.
class WebhooksTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ClusterId C1 = new ClusterId("c1");
    private static final OperationId OPERATION = new OperationId("0123456789abcdef0123456789abcdef");
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final String SECRET = "a secret of this test";

    private record Received(String id, String time, String signature, String body) {
        JsonNode json() throws Exception {
            return JSON.readTree(body);
        }

        String type() throws Exception {
            return json().path("type").asText();
        }
    }

    private final Metrics metrics = new Metrics();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    /// What the receiver answers next; 204 when there is nothing.
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();

    /// Closed while a test holds its permit.
    private final Semaphore gate = new Semaphore(1);

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            gate.acquireUninterruptibly();
            gate.release();
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(Objects.requireNonNullElse(answers.poll(), 204), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        metrics.close();
    }

    private Webhook receiver(String secret, Set<Webhook.Event> events) {
        return new Webhook(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
                Secret.of(secret),
                events,
                ClientTls.DEFAULT);
    }

    private Delivery delivery(String secret, Set<Webhook.Event> events, Duration oldest, int most) {
        return delivery(receiver(secret, events), Duration.ofMillis(1), oldest, most);
    }

    private Delivery delivery(Webhook receiver, Duration pause, Duration oldest, int most) {
        return new Delivery(
                receiver,
                new Delivery.Pace(
                        Backoff.constant(pause), oldest, most, Duration.ofSeconds(20), Duration.ofSeconds(20)),
                InstantSource.fixed(NOW),
                metrics);
    }

    private Webhooks webhooks(String secret, Webhook.Event... events) {
        return webhooks(Duration.ofMillis(1), secret, events);
    }

    /// @param pause between attempts
    private Webhooks webhooks(Duration pause, String secret, Webhook.Event... events) {
        return new Webhooks(
                List.of(receiver(secret, Set.of(events))),
                receiver -> delivery(receiver, pause, Duration.ofHours(1), 10),
                InstantSource.fixed(NOW));
    }

    private Received next() throws InterruptedException {
        return Objects.requireNonNull(received.poll(30, TimeUnit.SECONDS), "a notification");
    }

    /// The signature of what was received, if that was the secret.
    private static String signed(Received told, String secret) throws Exception {
        byte[] key = secret.equals("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                ? Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                : secret.getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] expected = mac.doFinal((told.id() + "." + told.time() + "." + told.body()).getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(expected);
    }

    private static OperationObserver.Ended ended(OperationState state, boolean dryRun) {
        return new OperationObserver.Ended(
                C1,
                OPERATION,
                Operation.Action.SYNC,
                true,
                dryRun,
                state,
                Duration.ofSeconds(1),
                state == OperationState.FAILED
                        ? new Operation.Failure(FailureCode.INTERNAL, "It could not be done.")
                        : null);
    }

    @Test
    void aHeldPlanIsNotifiedWithItsReasons() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.values())) {
            webhooks.held(C1, OPERATION, List.of("47 of 148 accounts"));
            JsonNode told = next().json();
            assertThat(told.path("type").asText()).isEqualTo("held");
            assertThat(told.path("timestamp").asText()).isEqualTo("2026-11-27T10:00:00Z");
            assertThat(told.path("data").path("cluster_id").asText()).isEqualTo("c1");
            assertThat(told.path("data").path("operation_id").asText()).isEqualTo(OPERATION.value());
            assertThat(told.path("data").path("reasons").path(0).asText()).isEqualTo("47 of 148 accounts");
        }
    }

    @Test
    void otherReceiversGetWhatHappensFromThenOn() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.FAILED)) {
            webhooks.held(C1, OPERATION, List.of());
            webhooks.change(List.of(receiver(SECRET, Set.of(Webhook.Event.HELD))));
            webhooks.ended(ended(OperationState.FAILED, false));
            webhooks.held(C1, OPERATION, List.of("after the change"));
            assertThat(next().json().path("data").path("reasons").path(0).asText())
                    .isEqualTo("after the change");
            webhooks.change(List.of());
            webhooks.held(C1, OPERATION, List.of("to none"));
        }
        assertThat(received).isEmpty();
    }

    @Test
    void whatWaitsForARemovedReceiverIsSentUntilItIsTakenAndNobodyWaitsForThat() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.values())) {
            gate.acquire();
            webhooks.held(C1, OPERATION, List.of("one"));
            webhooks.held(C1, OPERATION, List.of("two"));
            webhooks.change(List.of());
            webhooks.held(C1, OPERATION, List.of("to none"));
            answers.addAll(List.of(500, 503));
            gate.release();
            for (String reason : List.of("one", "one", "one", "two")) {
                Received told = next();
                assertThat(told.json().path("data").path("reasons").path(0).asText())
                        .isEqualTo(reason);
                assertThat(told.signature()).isEqualTo(signed(told, SECRET));
            }
        }
        assertThat(received).isEmpty();
        assertThat(metrics.scrape())
                .contains("rollcall_webhooks_sent_total{event=\"held\"} 2.0", "rollcall_webhooks_lost_total 0.0");
    }

    @Test
    void whatWaitsForAnAddressThatStaysIsSentInOrderByTheNewSettings() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.HELD)) {
            gate.acquire();
            webhooks.held(C1, OPERATION, List.of());
            webhooks.held(C1, OPERATION, List.of());
            String renewed = "another secret of this test";
            webhooks.change(List.of(receiver(renewed, Set.of(Webhook.Event.FAILED))));
            webhooks.ended(ended(OperationState.FAILED, false));
            gate.release();
            // The first one may have been on its way, signed with the former secret.
            assertThat(next().type()).isEqualTo("held");
            for (String type : List.of("held", "failed")) {
                Received told = next();
                assertThat(told.type()).isEqualTo(type);
                assertThat(told.signature()).isEqualTo(signed(told, renewed));
            }
        }
        assertThat(received).isEmpty();
    }

    @Test
    void newSettingsAreTriedAtOnce() throws Exception {
        answers.add(401);
        try (Webhooks webhooks = webhooks(Duration.ofHours(1), SECRET, Webhook.Event.HELD)) {
            webhooks.held(C1, OPERATION, List.of());
            Received refused = next();
            String renewed = "another secret of this test";
            webhooks.change(List.of(receiver(renewed, Set.of(Webhook.Event.HELD))));
            Received told = next();
            assertThat(told.id()).isEqualTo(refused.id());
            assertThat(told.signature()).isEqualTo(signed(told, renewed));
        }
    }

    @Test
    void whatStillWaitsForARemovedReceiverAtTheEndOfTheProcessIsCountedAsLost() throws Exception {
        answers.addAll(List.of(500, 500));
        Webhooks webhooks = webhooks(Duration.ofHours(1), SECRET, Webhook.Event.HELD);
        webhooks.held(C1, OPERATION, List.of());
        String id = next().id();
        webhooks.change(List.of());
        webhooks.close();
        assertThat(metrics.scrape()).contains("rollcall_webhooks_lost_total 1.0");
        // A last attempt, if the first one was over.
        assertThat(received)
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(last -> last.id().equals(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_is no base64"})
    void theSignatureIsThatOfStandardWebhooks(String secret) throws Exception {
        try (Webhooks webhooks = webhooks(secret, Webhook.Event.values())) {
            webhooks.held(C1, OPERATION, List.of("ü"));
            Received told = next();
            assertThat(told.time()).isEqualTo(Long.toString(NOW.getEpochSecond()));
            assertThat(told.signature()).isEqualTo(signed(told, secret));
        }
    }

    @Test
    void whatIsNotTakenIsSentAgainUnderTheSameIdAndInOrder() throws Exception {
        answers.addAll(List.of(500, 404, 302));
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.values())) {
            webhooks.ended(ended(OperationState.FAILED, false));
            webhooks.held(C1, OPERATION, List.of());
            Received first = next();
            assertThat(first.json().path("data").path("message").asText()).isEqualTo("It could not be done.");
            for (int i = 0; i < 3; i++) {
                assertThat(next().id()).isEqualTo(first.id());
            }
            assertThat(next().type()).isEqualTo("held");
        }
        assertThat(received).isEmpty();
        assertThat(metrics.scrape())
                .contains("rollcall_webhooks_sent_total{event=\"failed\"} 1.0", "rollcall_webhooks_lost_total 0.0");
    }

    @Test
    void aReceiverThatIsAwayIsNotWaitedForAndWhatIsTooOldIsLost() {
        server.stop(0);
        try (Delivery delivery = delivery(SECRET, Set.of(Webhook.Event.HELD), Duration.ZERO, 10)) {
            delivery.offer(Notification.of(Webhook.Event.HELD, NOW, Map.of()));
        }
        assertThat(metrics.scrape()).contains("rollcall_webhooks_lost_total 1.0");
    }

    @Test
    void theQueueIsBoundedAndTheOldestIsDropped() throws Exception {
        Delivery delivery = delivery(SECRET, Set.of(Webhook.Event.HELD), Duration.ofHours(1), 2);
        gate.acquire();
        for (int i = 0; i < 50; i++) {
            delivery.offer(Notification.of(Webhook.Event.HELD, NOW, Map.of("n", i)));
        }
        gate.release();
        delivery.close();
        List<Integer> taken = new ArrayList<>();
        for (Received one : received) {
            taken.add(one.json().path("data").path("n").asInt());
        }
        // One of the others may have been on its way when it was dropped.
        assertThat(taken).endsWith(48, 49).hasSizeLessThanOrEqualTo(3);
        assertThat(metrics.scrape()).contains("rollcall_webhooks_lost_total 48.0");
    }

    @Test
    void aReceiverGetsOnlyTheEventsItAskedForAndNoDryRuns() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.HELD)) {
            webhooks.ended(ended(OperationState.FAILED, true));
            webhooks.ended(ended(OperationState.FAILED, false));
            webhooks.drifted(C1, new OperationObserver.Drift(1, 0, 0, 0));
            webhooks.held(C1, OPERATION, List.of());
            assertThat(next().type()).isEqualTo("held");
        }
        assertThat(received).isEmpty();
    }

    @Test
    void recoveryIsNotifiedOnceAndOnlyAfterTrouble() throws Exception {
        try (Webhooks webhooks = webhooks(SECRET, Webhook.Event.values())) {
            webhooks.ended(ended(OperationState.COMPLETED, false));
            webhooks.ended(ended(OperationState.FAILED, false));
            webhooks.ended(ended(OperationState.COMPLETED, false));
            webhooks.ended(ended(OperationState.COMPLETED, false));
            webhooks.drifted(C1, new OperationObserver.Drift(3, 2, 1, 0));
            webhooks.drifted(C1, null);
            assertThat(next().type()).isEqualTo("failed");
            assertThat(next().type()).isEqualTo("recovered");
            Received drift = next();
            assertThat(drift.type()).isEqualTo("drift");
            assertThat(drift.json().path("data").path("to_add").asInt()).isEqualTo(3);
            assertThat(next().type()).isEqualTo("recovered");
        }
        assertThat(received).isEmpty();
    }
}
