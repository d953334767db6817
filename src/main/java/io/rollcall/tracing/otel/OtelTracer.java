package io.rollcall.tracing.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.rollcall.ops.Metrics;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.Tracer;
import io.rollcall.tracing.TracingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Sends spans to a collector, as OTLP over HTTP, from a thread of its own: what is traced waits for nothing, and
/// spans are dropped where the queue is full. Thread-safe.
public final class OtelTracer implements Tracer, AutoCloseable {
    /// Spans that wait for their export: those of some seconds of a large account's reads.
    private static final int QUEUE = 8_192;

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration EXPORT = Duration.ofSeconds(10);

    /// For what is left when the server stops.
    private static final Duration LAST = Duration.ofSeconds(2);

    private static final int LONGEST_VALUE = 256;
    private static final int MOST_ASKED = 1_000;
    private static final String TRACE_PARENT = "traceparent";
    private static final String TRACE_STATE = "tracestate";

    private static final TextMapGetter<Map<String, String>> FROM_MAP =
            (carrier, key) -> carrier == null ? null : carrier.get(key);

    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Context> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Context> eldest) {
            return size() > MOST_ASKED;
        }
    };

    /// @param version of this program
    OtelTracer(TracingSettings settings, String version, SpanProcessor processor) {
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", settings.serviceName())
                                .put("service.version", version)
                                .put("service.instance.id", UUID.randomUUID().toString())
                                .build())))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(processor)
                .build();
        tracer = provider.get("io.rollcall");
    }

    /// Nothing connects before there are spans.
    ///
    /// @param version of this program
    /// @param metrics where the spans that are dropped are counted
    /// @throws IOException when the file of certificates cannot be used
    public static OtelTracer open(TracingSettings settings, String version, Metrics metrics) throws IOException {
        return new OtelTracer(settings, version, processor(exporter(settings), settings.url(), QUEUE, metrics));
    }

    /// @param url where the exporter exports to
    /// @param most that wait for their export
    static SpanProcessor processor(SpanExporter exporter, String url, int most, Metrics metrics) {
        Semaphore room = new Semaphore(most);
        DroppedSpans dropped = new DroppedSpans(metrics);
        return new BoundedProcessor(
                BatchSpanProcessor.builder(new ToldExporter(exporter, url, room, dropped))
                        .setMaxQueueSize(most)
                        .setScheduleDelay(EVERY)
                        .setExporterTimeout(EXPORT)
                        .build(),
                room,
                dropped);
    }

    private static SpanExporter exporter(TracingSettings settings) throws IOException {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.url())
                .setTimeout(EXPORT)
                .setConnectTimeout(CONNECT)
                .setMeterProvider(MeterProvider.noop())
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(3)
                        .setInitialBackoff(Duration.ofMillis(500))
                        .setMaxBackoff(Duration.ofSeconds(2))
                        .build())
                .setHeaders(() -> revealed(settings));
        if (settings.caFile() != null) {
            try {
                builder.setTrustedCertificates(Files.readAllBytes(settings.caFile()));
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new IOException("the file " + settings.caFile() + " holds no usable certificates", e);
            }
        }
        return builder.build();
    }

    private static Map<String, String> revealed(TracingSettings settings) {
        Map<String, String> headers = new HashMap<>();
        settings.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        return headers;
    }

    @Override
    public Span request(String name, Map<String, List<String>> headers) {
        return OtelSpan.begin(tracer, name, SpanKind.SERVER, caller(headers));
    }

    /// The caller's span, if exactly one sound header names it.
    private static Context caller(Map<String, List<String>> headers) {
        List<String> parents = headers.getOrDefault(TRACE_PARENT, List.of());
        if (parents.size() != 1) {
            return Context.root();
        }
        Map<String, String> carrier = Map.of(
                TRACE_PARENT,
                parents.getFirst(),
                TRACE_STATE,
                String.join(",", headers.getOrDefault(TRACE_STATE, List.of())));
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, FROM_MAP);
    }

    @Override
    public void asked(String operation) {
        if (Span.current() instanceof OtelSpan span) {
            lock.lock();
            try {
                asked.put(operation, span.context());
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public Span operation(String name, String operation) {
        Context parent;
        lock.lock();
        try {
            parent = asked.getOrDefault(operation, Context.root());
        } finally {
            lock.unlock();
        }
        return OtelSpan.begin(tracer, name, SpanKind.INTERNAL, parent);
    }

    /// Exports what is left, for as long as that takes little time.
    @Override
    public void close() {
        provider.shutdown().join(LAST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
