package io.rollcall.tracing.otel;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.rollcall.tracing.Span;
import java.util.HashMap;
import java.util.Map;

/// A span of OpenTelemetry. It never is the current one of OpenTelemetry's own context.
final class OtelSpan extends Span {
    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;

    private OtelSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    /// Begins one, as the current one of this thread.
    static Span begin(Tracer tracer, String name, SpanKind kind, Context parent) {
        return started(tracer, name, kind, parent).entered();
    }

    private static OtelSpan started(Tracer tracer, String name, SpanKind kind, Context parent) {
        return new OtelSpan(
                tracer,
                tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan());
    }

    /// As the parent of others.
    Context context() {
        return Context.root().with(span);
    }

    @Override
    protected Span part(String name, boolean call) {
        return started(tracer, name, call ? SpanKind.CLIENT : SpanKind.INTERNAL, context());
    }

    @Override
    protected void end() {
        span.end();
    }

    @Override
    public void put(String key, String value) {
        span.setAttribute(key, value);
    }

    @Override
    public void put(String key, long value) {
        span.setAttribute(key, value);
    }

    @Override
    protected void error() {
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(context(), headers, (_, key, value) -> headers.put(key, value));
        return headers;
    }

    @Override
    public String traceId() {
        return span.getSpanContext().isSampled() ? span.getSpanContext().getTraceId() : "";
    }
}
