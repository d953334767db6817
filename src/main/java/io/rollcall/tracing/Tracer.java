package io.rollcall.tracing;

import java.util.List;
import java.util.Map;

/// Begins traces. What happens within their spans is a part of them by itself ([Span#begin]). Thread-safe; no
/// method blocks or throws.
public interface Tracer {
    /// Records nothing.
    Tracer OFF = new Tracer() {
        @Override
        public Span request(String name, Map<String, List<String>> headers) {
            return Span.NONE;
        }

        @Override
        public void asked(String operation) {}

        @Override
        public Span operation(String name, String operation) {
            return Span.NONE;
        }
    };

    /// Begins the span of a request that has come in; a caller's own trace continues in it.
    ///
    /// @param headers by names without regard to case; those of W3C Trace Context count, if they are sound
    Span request(String name, Map<String, List<String>> headers);

    /// The current span asked for an operation, whose span becomes a part of it in this process.
    void asked(String operation);

    /// Begins the span of an operation that a worker carries out: a part of the request that asked for it, where
    /// that is known here, otherwise a trace of its own.
    Span operation(String name, String operation);
}
