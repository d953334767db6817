package io.rollcall.tracing.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.ops.Metrics;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.Tracer;
import io.rollcall.tracing.TracingSettings;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class OtelTracerTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String NO_PARENT = "0000000000000000";

    @AutoClose
    private final RecordedSpans spans = new RecordedSpans();

    private static Map<String, List<String>> from(String parent) {
        return Map.of("traceparent", List.of(parent));
    }

    private RecordedSpans.Seen requested(Map<String, List<String>> headers) {
        spans.tracer().request("GET /", headers).close();
        return spans.one("GET /");
    }

    @Test
    void theTraceOfACallerGoesOn() {
        RecordedSpans.Seen span = requested(from("00-" + TRACE + "-" + CALLER + "-01"));
        assertThat(span.trace()).isEqualTo(TRACE);
        assertThat(span.parent()).isEqualTo(CALLER);
        assertThat(span.kind()).isEqualTo("SERVER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE,
                "00-" + TRACE + "-" + CALLER,
                "00-" + TRACE + "-" + CALLER + "-01-more",
                "ff-" + TRACE + "-" + CALLER + "-01",
                "00-00000000000000000000000000000000-" + CALLER + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + CALLER + "-01",
                "00-" + TRACE + "-" + CALLER + "-zz",
                "\u0000\u0000",
            })
    void aHeaderThatIsNotSoundIsIgnored(String parent) {
        RecordedSpans.Seen span = requested(from(parent));
        assertThat(span.trace()).isNotEqualTo(TRACE).hasSize(32);
        assertThat(span.parent()).isEqualTo(NO_PARENT);
    }

    @Test
    void twoHeadersAreIgnored() {
        String parent = "00-" + TRACE + "-" + CALLER + "-01";
        assertThat(requested(Map.of("traceparent", List.of(parent, parent))).parent())
                .isEqualTo(NO_PARENT);
    }

    @Test
    void ofARatioOfZeroOnlyWhatACallerRecordsIsRecorded() {
        try (RecordedSpans few = new RecordedSpans(0)) {
            try (Span span = few.tracer().request("GET /", Map.of())) {
                assertThat(span.traceId()).isEmpty();
                // An IAM learns that it is not recorded, and that its id is random.
                assertThat(span.headers().get("traceparent")).endsWith("-02");
            }
            few.tracer()
                    .request("GET /", from("00-" + TRACE + "-" + CALLER + "-00"))
                    .close();
            assertThat(few.all()).isEmpty();
            few.tracer()
                    .request("GET /", from("00-" + TRACE + "-" + CALLER + "-01"))
                    .close();
            assertThat(few.all()).hasSize(1);
        }
    }

    @Test
    void whatBeginsWithinASpanIsAPartOfItAlsoInAnotherThread() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Span _ = spans.tracer().request("outer", Map.of())) {
            String trace = MDC.get("trace_id");
            assertThat(trace).isEqualTo(Span.current().traceId()).hasSize(32);
            threads.submit(Span.carried(() -> {
                        Span.begin("carried").close();
                        return MDC.get("trace_id").equals(trace) ? 1 : 0;
                    }))
                    .get();
            threads.submit(() -> Span.begin("another").close()).get();
            int three = Span.in("part", span -> Span.inCall("call", call -> 3));
            assertThat(three).isEqualTo(3);
        }
        assertThat(spans.tree()).containsExactly("outer / carried", "outer / part / call", "outer / part", "outer");
        assertThat(spans.one("call").kind()).isEqualTo("CLIENT");
        assertThat(Span.current()).isSameAs(Span.NONE);
        assertThat(MDC.get("trace_id")).isNull();
    }

    @Test
    void anOperationIsAPartOfTheRequestThatAskedForItAndLaterOfTheOneThatReleasedIt() {
        Tracer tracer = spans.tracer();
        try (Span _ = tracer.request("POST /", Map.of())) {
            tracer.asked("one");
        }
        tracer.operation("operation", "one").close();
        tracer.operation("unasked", "two").close();
        try (Span _ = tracer.request("release", Map.of())) {
            tracer.asked("one");
        }
        tracer.operation("released", "one").close();
        assertThat(spans.tree())
                .containsExactly("POST /", "POST / / operation", "unasked", "release", "release / released");
        assertThat(spans.one("operation").trace()).isEqualTo(spans.one("POST /").trace());
    }

    @Test
    void aFailureIsAWordAndNeverAMessage() {
        UnavailableException away =
                new UnavailableException(UnavailableException.Part.IAM_USER, "GET /v3/users?name=alice");
        assertThatThrownBy(() -> {
                    try (Span _ = spans.tracer().request("request", Map.of())) {
                        Span.in("work", span -> {
                            throw away;
                        });
                    }
                })
                .isSameAs(away);
        RecordedSpans.Seen span = spans.one("work");
        assertThat(span.error()).isTrue();
        assertThat(span.attributes())
                .containsExactlyInAnyOrderEntriesOf(Map.of("error.type", "unavailable", "rollcall.part", "iam_user"));
        assertThat(spans.one("request").error()).isFalse();
    }

    @Test
    void withoutATraceNothingIsRecordedAndNothingIsCurrent() throws Exception {
        try (Span span = Span.begin("work")) {
            assertThat(span).isSameAs(Span.NONE).isSameAs(Span.current());
            assertThat(span.headers()).isEmpty();
            span.put("key", "value");
            span.failed("word");
        }
        try (Span span = Tracer.OFF.request("request", from("00-" + TRACE + "-" + CALLER + "-01"))) {
            assertThat(span).isSameAs(Span.NONE);
            assertThat(Span.carried(() -> MDC.get("trace_id")).call()).isNull();
        }
        assertThat(spans.all()).isEmpty();
    }

    /// A collector that does not answer until the gate is open, and then answers with that result.
    private record Collector(CountDownLatch asked, CountDownLatch gate, CompletableResultCode result)
            implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            asked.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /// Ends more spans than may wait while the collector is slow, three too many, and then lets it answer.
    ///
    /// @return the metrics of what was dropped
    private static List<String> slow(int most, CompletableResultCode result) throws Exception {
        TracingSettings settings =
                new TracingSettings(URI.create("http://127.0.0.1:4318"), 1, "rollcall", Map.of(), null);
        Collector collector = new Collector(new CountDownLatch(1), new CountDownLatch(1), result);
        try (Metrics metrics = new Metrics()) {
            try (OtelTracer tracer =
                    new OtelTracer(settings, "1.2.3", OtelTracer.processor(collector, settings.url(), most, metrics))) {
                assertThat(dropped(metrics)).isEqualTo(dropped(0, 0));
                tracer.request("first", Map.of()).close();
                collector.asked().await();
                for (int i = 0; i < most + 3; i++) {
                    tracer.request("waits", Map.of()).close();
                }
                assertThat(dropped(metrics)).isEqualTo(dropped(0, 3));
                collector.gate().countDown();
            }
            return dropped(metrics);
        }
    }

    private static List<String> dropped(Metrics metrics) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("rollcall_trace_spans_dropped_total"))
                .sorted()
                .toList();
    }

    private static List<String> dropped(double notExported, double queueFull) {
        return List.of(
                "rollcall_trace_spans_dropped_total{reason=\"not_exported\"} " + notExported,
                "rollcall_trace_spans_dropped_total{reason=\"queue_full\"} " + queueFull);
    }

    @Test
    void whatASlowCollectorLeavesNoRoomForIsCounted() throws Exception {
        assertThat(slow(600, CompletableResultCode.ofSuccess())).isEqualTo(dropped(0, 3));
    }

    @Test
    void whatACollectorRefusesIsCountedAndMakesRoom() throws Exception {
        assertThat(slow(600, CompletableResultCode.ofFailure())).isEqualTo(dropped(601, 3));
    }
}
