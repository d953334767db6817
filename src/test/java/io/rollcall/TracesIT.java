package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.rollcall.api.ApiClient;
import io.rollcall.api.Reply;
import io.rollcall.iam.keystone.IamStub;
import io.rollcall.iam.keystone.KeystoneSettings.Kind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces as a collector receives them from the program that users start, and what they cost: nothing while they
/// are off, and no operation when the collector is away.
class TracesIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String TOKEN = "a-token-of-alice";
    private static final String PATH = "/v2/" + IamStub.PROJECT + "/clusters/c1";
    private static final String TEMPLATE = "/v2/{project_id}/clusters/{cluster_id}";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @AutoClose
    private IamStub iam;

    @BeforeEach
    void start() throws Exception {
        iam = IamStub.start(Kind.KEYSTONE)
                .user("alice")
                .user("bob")
                .group("admins", "alice", "bob")
                .systemRole("r1", "MRS FullAccess")
                .assign("admins", "r1")
                .token(TOKEN, "alice", IamStub.PROJECT, "2100-01-01T00:00:00.000000Z");
        Files.writeString(folder.resolve("key"), "Bearer of-the-collector\n");
        Files.setPosixFilePermissions(folder.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    }

    /// @param tracing the section of that name; empty for none
    private void configure(String tracing) throws Exception {
        Files.writeString(
                folder.resolve("rollcall.yaml"),
                """
                listen: 127.0.0.1:0
                secrets_readable_by_others: true
                log: {format: json}
                iam:
                  keystone:
                    url: %s
                    domain: %s
                    password: {user: rollcall, user_domain: %s, password: a-password}
                clusters:
                  - {id: c1, name: one, project: %s, manager: {embedded: {bind_password: another-password}}}
                """.formatted(iam.url(), IamStub.ACCOUNT, IamStub.ACCOUNT, IamStub.PROJECT) + tracing);
    }

    private static String to(int port) {
        return "tracing: {endpoint: \"http://127.0.0.1:" + port + "\", headers: {authorization: file:key}}\n";
    }

    private static Reply call(RollcallProcess process, String method, String tail, String body, String parent) {
        Map<String, String> headers = new HashMap<>(Map.of("X-Auth-Token", TOKEN));
        if (!parent.isEmpty()) {
            headers.put("traceparent", parent);
        }
        return ApiClient.anonymous(
                        URI.create(process.ready().path("url").asText()).getPort())
                .send(method, PATH + tail, body.getBytes(UTF_8), headers, false);
    }

    private static void synchronize(RollcallProcess process, String parent) {
        Reply reply = call(process, "POST", "/iam-sync-user", "{\"is_all_sync\": true}", parent);
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        Waiting.until("nothing is synchronizing", TIMEOUT, () -> {
            Reply status = call(process, "GET", "/iam-sync", "", "");
            assertThat(status.status()).as(status.body()).isEqualTo(200);
            return !status.json().path("is_synchronizing").asBoolean();
        });
    }

    /// The end of the process waits two seconds for the last export, in which a busy machine might not even load
    /// what the first one needs.
    private static void awaitFirstExport(TraceCollector collector) {
        Waiting.until("something is exported", TIMEOUT, () -> !collector.spans().isEmpty());
    }

    private static String metrics(RollcallProcess process) throws Exception {
        URI metrics = URI.create(process.ready().path("management_url").asText() + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /// How many spans the process says that its collector did not take.
    private static double droppedSpans(RollcallProcess process) throws Exception {
        String counter = "rollcall_trace_spans_dropped_total{reason=\"not_exported\"} ";
        return metrics(process)
                .lines()
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
                .sum();
    }

    private static Set<String> names(List<Span> spans) {
        return spans.stream().map(Span::getName).collect(Collectors.toSet());
    }

    private static List<Span> of(TraceCollector collector, String trace) {
        return collector.spans().stream()
                .filter(span -> TraceCollector.trace(span).equals(trace))
                .toList();
    }

    private static Span one(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSynchronizationIsOneTraceFromTheCallerToTheIamAndTheManager() throws Exception {
        try (TraceCollector collector = TraceCollector.start()) {
            configure(to(collector.port()));
            String log;
            try (RollcallProcess process = RollcallProcess.serve(folder).awaitReady()) {
                synchronize(process, "00-" + TRACE + "-" + CALLER + "-01");
                awaitFirstExport(collector);
                assertThat(process.terminate()).isEqualTo(143);
                log = process.err();
            }
            // What was not exported yet is exported at the stop.
            List<Span> spans = of(collector, TRACE);
            assertThat(names(spans))
                    .contains(
                            "POST " + TEMPLATE + "/iam-sync-user",
                            "operation sync",
                            "plan",
                            "iam read",
                            "GET /v3/users",
                            "GET /v3/groups/{id}/users",
                            "manager read",
                            "save",
                            "apply",
                            "manager write",
                            "read back");
            Span request = one(spans, "POST " + TEMPLATE + "/iam-sync-user");
            assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(TraceCollector.parent(request)).isEqualTo(CALLER);
            assertThat(TraceCollector.attributes(request.getAttributesList()))
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("http.route", TEMPLATE + "/iam-sync-user")
                    .containsEntry("http.response.status_code", "202")
                    .containsEntry("url.scheme", "http")
                    .containsEntry("rollcall.call", "UpdateSyncIamUser")
                    .containsKey("rollcall.request_id");
            Span operation = one(spans, "operation sync");
            assertThat(TraceCollector.parent(operation)).isEqualTo(TraceCollector.id(request));
            assertThat(TraceCollector.attributes(operation.getAttributesList()))
                    .containsEntry("rollcall.cluster", "c1")
                    .containsEntry("rollcall.state", "completed")
                    .containsEntry("rollcall.changes.failed", "0");
            assertThat(TraceCollector.parent(one(spans, "manager read")))
                    .isEqualTo(TraceCollector.id(one(spans, "plan")));
            assertThat(one(spans, "GET /v3/users").getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(spans).noneMatch(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(collector.resource())
                    .containsEntry("service.name", "rollcall")
                    .containsEntry("telemetry.sdk.name", "opentelemetry")
                    .containsKeys("service.version", "service.instance.id");
            assertThat(collector.headers().getFirst())
                    .containsEntry("Authorization", List.of("Bearer of-the-collector"))
                    .containsEntry("Content-type", List.of("application/x-protobuf"));

            // No secret, no token, no name.
            assertThat(collector.text())
                    .doesNotContain("alice", "bob", "admins", TOKEN, "a-password", "another-password", "Bearer");

            // Each line about the operation leads to the trace.
            ObjectMapper json = new ObjectMapper();
            List<String> lines =
                    log.lines().filter(line -> line.contains("operation ")).toList();
            assertThat(lines).hasSizeGreaterThan(2);
            for (String line : lines) {
                JsonNode entry = json.readTree(line);
                assertThat(entry.path("trace_id").asText()).as(line).isEqualTo(TRACE);
            }
        }
    }

    @Test
    void aBrokenTraceparentIsIgnoredAndARefusedCallIsTraced() throws Exception {
        try (TraceCollector collector = TraceCollector.start()) {
            configure(to(collector.port()));
            try (RollcallProcess process = RollcallProcess.serve(folder).awaitReady()) {
                assertThat(call(process, "GET", "/iam-sync", "", "00-" + TRACE + "-nonsense")
                                .status())
                        .isEqualTo(200);
                assertThat(call(process, "GET", "/iam-sync/operations/not-an-id", "", "")
                                .status())
                        .isEqualTo(400);
                awaitFirstExport(collector);
                assertThat(process.terminate()).isEqualTo(143);
            }
            assertThat(of(collector, TRACE)).isEmpty();
            Span good = one(collector.spans(), "GET " + TEMPLATE + "/iam-sync");
            assertThat(good.getParentSpanId().isEmpty()).isTrue();
            // The token was checked by the IAM, as a part of the request.
            assertThat(of(collector, TraceCollector.trace(good)))
                    .anyMatch(span -> span.getName().equals("GET /v3/auth/tokens"));
            Span refused = one(collector.spans(), "GET " + TEMPLATE + "/iam-sync/operations/{operation_id}");
            assertThat(TraceCollector.attributes(refused.getAttributesList()))
                    .containsEntry("http.response.status_code", "400");
            assertThat(collector.text()).doesNotContain("not-an-id");
        }
    }

    @Test
    void withoutTracesNothingOfThemIsLoadedAndTheIamLearnsOfNone() throws Exception {
        configure("tracing: {ratio: 0.5}\n");
        Path classes = folder.resolve("classes.log");
        try (RollcallProcess process = RollcallProcess.serve(
                        folder, "-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + classes + ":none")
                .awaitReady()) {
            synchronize(process, "00-" + TRACE + "-" + CALLER + "-01");
            assertThat(metrics(process)).doesNotContain("rollcall_trace");
            assertThat(process.terminate()).isEqualTo(143);
            assertThat(process.err()).contains("operation finished").doesNotContain("trace");
        }
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded)
                .anyMatch(line -> line.startsWith("io.rollcall.tracing.Span"))
                .noneMatch(line -> line.startsWith("io.opentelemetry."))
                .noneMatch(line -> line.startsWith("io.rollcall.tracing.otel."));
    }

    @Test
    void aDeadCollectorIsOneWarningAndNoOperationWaitsForIt() throws Exception {
        int port = Programs.freePort();
        configure(to(port));
        try (RollcallProcess process = RollcallProcess.serve(folder).awaitReady()) {
            synchronize(process, "");
            Waiting.until("the log says it", TIMEOUT, () -> process.err().contains("traces not exported"));
            // The counter moves before the log says it.
            assertThat(droppedSpans(process)).isPositive();
            synchronize(process, "");
            synchronize(process, "");
            try (TraceCollector collector = TraceCollector.start(port)) {
                Waiting.until("the log says that it is over", TIMEOUT, () -> {
                    assertThat(call(process, "GET", "/iam-sync", "", "").status())
                            .isEqualTo(200);
                    return process.err().contains("traces exported again");
                });
                assertThat(collector.spans()).isNotEmpty();
                assertThat(process.terminate()).isEqualTo(143);
            }
            List<String> told = process.err()
                    .lines()
                    .filter(line -> line.contains("export"))
                    .toList();
            assertThat(told).hasSize(3);
            assertThat(told.get(1))
                    .contains("\"level\":\"warn\"", "\"reason\":\"the connection was refused\"")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsUpNeitherOperationsNorTheEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            configure(to(silent.getLocalPort()));
            try (RollcallProcess process = RollcallProcess.serve(folder).awaitReady()) {
                synchronize(process, "");
                long begin = System.nanoTime();
                assertThat(process.terminate()).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
                assertThat(process.err()).contains("stopped");
            }
        }
    }
}
