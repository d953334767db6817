package io.rollcall.tracing.otel;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.rollcall.tracing.Tracer;
import io.rollcall.tracing.TracingSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The spans of a test, in the order in which they ended.
public final class RecordedSpans implements AutoCloseable {
    private final List<SpanData> ended = new CopyOnWriteArrayList<>();
    private final OtelTracer tracer;

    /// One span.
    ///
    /// @param parent the id of the span that it is a part of, all zeros for none
    public record Seen(
            String name,
            String kind,
            String trace,
            String id,
            String parent,
            Map<String, String> attributes,
            boolean error) {}

    public RecordedSpans() {
        this(1);
    }

    RecordedSpans(double ratio) {
        tracer = new OtelTracer(
                new TracingSettings(URI.create("http://127.0.0.1:4318"), ratio, "rollcall", Map.of(), null),
                "1.2.3",
                SimpleSpanProcessor.create(new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        ended.addAll(spans);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                }));
    }

    public Tracer tracer() {
        return tracer;
    }

    public List<Seen> all() {
        return ended.stream().map(RecordedSpans::seen).toList();
    }

    /// The only span of that name.
    public Seen one(String name) {
        List<Seen> found =
                all().stream().filter(span -> span.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans " + name + " among " + tree());
        }
        return found.getFirst();
    }

    /// For each span its name and those around it, the outermost first: `a / b / c`.
    public List<String> tree() {
        Map<String, Seen> byId = new TreeMap<>();
        all().forEach(span -> byId.put(span.id(), span));
        List<String> paths = new ArrayList<>();
        for (Seen span : all()) {
            StringBuilder path = new StringBuilder(span.name());
            Seen outer = byId.get(span.parent());
            while (outer != null) {
                path.insert(0, outer.name() + " / ");
                outer = byId.get(outer.parent());
            }
            paths.add(path.toString());
        }
        return paths;
    }

    private static Seen seen(SpanData span) {
        Map<String, String> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value.toString()));
        return new Seen(
                span.getName(),
                span.getKind().name(),
                span.getTraceId(),
                span.getSpanId(),
                span.getParentSpanId(),
                attributes,
                span.getStatus().getStatusCode() == StatusCode.ERROR);
    }

    @Override
    public void close() {
        tracer.close();
    }
}
