package io.rollcall.monitoring;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.ops.Metrics;
import io.rollcall.tracing.Span;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Measures what the servers that Rollcall works with take for an answer, counts their failures, and makes spans of
/// the calls. Thread-safe.
final class Calls {
    private static final List<Duration> BOUNDS = Stream.of(
                    5, 25, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toList();

    private final Metrics metrics;
    private final String name;
    private final String description;
    private final String server;

    /// One call.
    @FunctionalInterface
    interface Call<T> {
        T get() throws UnavailableException;
    }

    /// @param server what is called, a word of this program
    Calls(Metrics metrics, String server, String description) {
        this.server = server;
        this.metrics = metrics;
        this.name = "rollcall." + server + ".calls";
        this.description = description;
    }

    /// @param call what is asked for, a word of this program
    <T> T measured(String call, Call<T> asking) throws UnavailableException {
        long begin = System.nanoTime();
        boolean answered = false;
        try {
            T answer = Span.inCall(server + " " + call, span -> asking.get());
            answered = true;
            return answer;
        } finally {
            metrics.took(
                    name,
                    description,
                    BOUNDS,
                    Duration.ofNanos(System.nanoTime() - begin),
                    "call",
                    call,
                    "outcome",
                    answered ? "answered" : "failed");
        }
    }
}
