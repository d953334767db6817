package io.rollcall.tracing.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.rollcall.cluster.Trouble;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when exports begin to fail and when they succeed again, once each: a collector that is down for a night
/// is one line of the log. Spans of a failed export are lost, and counted.
final class ToldExporter implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(ToldExporter.class);

    private final SpanExporter exporter;
    private final String url;
    private final Semaphore room;
    private final DroppedSpans dropped;
    private final AtomicBoolean failing = new AtomicBoolean();

    /// @param url where it exports to
    /// @param room of the spans that wait for their export; gets back what an export takes up
    ToldExporter(SpanExporter exporter, String url, Semaphore room, DroppedSpans dropped) {
        this.exporter = exporter;
        this.url = url;
        this.room = room;
        this.dropped = dropped;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        // The collection is used again for the next ones.
        int many = spans.size();
        room.release(many);
        try {
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> told(many, result.isSuccess(), result.getFailureThrowable()));
        } catch (RuntimeException e) {
            // As when the file of a header cannot be read.
            told(many, false, e);
            return CompletableResultCode.ofExceptionalFailure(e);
        }
    }

    private void told(int many, boolean success, @Nullable Throwable cause) {
        if (!success) {
            dropped.add(DroppedSpans.Reason.NOT_EXPORTED, many);
        }
        if (failing.getAndSet(!success) != success) {
            return;
        }
        if (success) {
            log.atInfo().addKeyValue("endpoint", url).log("traces exported again");
        } else {
            log.atWarn()
                    .addKeyValue("endpoint", url)
                    .addKeyValue("reason", cause == null ? "the collector refused them" : Trouble.of(cause))
                    .log("traces not exported");
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
