package io.rollcall.tracing.otel;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.Semaphore;

/// Hands spans to the processor that keeps them until their export, as long as there is room, and counts those that
/// it drops. That processor drops spans too when its queue is full, but tells only OpenTelemetry's own metrics.
/// Thread-safe; no method waits.
final class BoundedProcessor implements SpanProcessor {
    private final SpanProcessor processor;
    private final Semaphore room;
    private final DroppedSpans dropped;

    /// @param processor with a queue of at least that room
    /// @param room the spans that may still come; the exporter gives back those that it gets
    BoundedProcessor(SpanProcessor processor, Semaphore room, DroppedSpans dropped) {
        this.processor = processor;
        this.room = room;
        this.dropped = dropped;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (room.tryAcquire()) {
            processor.onEnd(span);
        } else {
            dropped.add(DroppedSpans.Reason.QUEUE_FULL, 1);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return processor.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return processor.shutdown();
    }
}
