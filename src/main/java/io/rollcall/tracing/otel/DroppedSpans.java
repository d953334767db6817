package io.rollcall.tracing.otel;

import io.rollcall.ops.Metrics;
import java.util.Locale;

/// Counts the spans that no collector gets. Thread-safe.
final class DroppedSpans {
    private static final String NAME = "rollcall.trace.spans.dropped";
    private static final String WORDS = "Spans that no collector got, by reason";

    private final Metrics metrics;

    /// Why a span is dropped.
    enum Reason {
        /// Too many waited for their export when it ended.
        QUEUE_FULL,
        /// The collector did not take it, by any attempt.
        NOT_EXPORTED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    DroppedSpans(Metrics metrics) {
        this.metrics = metrics;
        for (Reason reason : Reason.values()) {
            metrics.expect(NAME, WORDS, "reason", reason.word());
        }
    }

    void add(Reason reason, int spans) {
        metrics.countAll(spans, NAME, WORDS, "reason", reason.word());
    }
}
