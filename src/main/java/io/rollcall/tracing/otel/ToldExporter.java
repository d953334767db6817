package io.rollcall.tracing.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.rollcall.cluster.Trouble;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when exports begin to fail and when they succeed again, once each: a collector that is down for a night
/// is one line of the log. Spans of a failed export are lost.
final class ToldExporter implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(ToldExporter.class);

    private final SpanExporter exporter;
    private final String url;
    private final AtomicBoolean failing = new AtomicBoolean();

    /// @param url where it exports to
    ToldExporter(SpanExporter exporter, String url) {
        this.exporter = exporter;
        this.url = url;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        try {
            CompletableResultCode result = exporter.export(spans);
            return result.whenComplete(() -> told(result.isSuccess(), result.getFailureThrowable()));
        } catch (RuntimeException e) {
            // As when the file of a header cannot be read.
            told(false, e);
            return CompletableResultCode.ofExceptionalFailure(e);
        }
    }

    private void told(boolean success, @Nullable Throwable cause) {
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
