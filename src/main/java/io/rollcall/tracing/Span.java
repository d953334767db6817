package io.rollcall.tracing;

import io.rollcall.cluster.UnavailableException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// One piece of work, as a trace shows it. A span is the current one of its thread from its begin until it is
/// closed; what begins meanwhile in the same thread is a part of it, and log lines have the id of its trace. The
/// thread that began a span closes it; apart from that, a span is thread-safe.
///
/// Names and keys are few and fixed. No value is a secret, a token, the name of a user or group, or a path that
/// may hold one.
public abstract class Span implements AutoCloseable {
    /// Nothing is recorded: traces are off, or the work belongs to no trace.
    public static final Span NONE = new None();

    private static final ThreadLocal<@Nullable Span> CURRENT = new ThreadLocal<>();
    private static final String TRACE_ID = "trace_id";
    private static final String ERROR_TYPE = "error.type";

    private @Nullable Span outer;

    /// Work that is done within a span.
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T in(Span span) throws E;
    }

    /// The span that this thread works in.
    public static Span current() {
        Span span = CURRENT.get();
        return span == null ? NONE : span;
    }

    /// Whether this thread works in a span.
    public static boolean any() {
        return CURRENT.get() != null;
    }

    /// The span that all work of this thread is a part of, as that of the operation in the thread of a worker.
    public static Span whole() {
        Span span = current();
        while (span.outer != null) {
            span = span.outer;
        }
        return span;
    }

    /// Begins a part of the current span.
    public static Span begin(String name) {
        return current().part(name, false).entered();
    }

    /// Begins a call of another server.
    public static Span beginCall(String name) {
        return current().part(name, true).entered();
    }

    /// Does work as a part of the current span, which fails when the work throws.
    public static <T, E extends Exception> T in(String name, Work<T, E> work) throws E {
        return within(begin(name), work);
    }

    /// The same for a call of another server.
    public static <T, E extends Exception> T inCall(String name, Work<T, E> work) throws E {
        return within(beginCall(name), work);
    }

    private static <T, E extends Exception> T within(Span begun, Work<T, E> work) throws E {
        try (Span span = begun) {
            try {
                return work.in(span);
            } catch (Exception e) {
                span.failed(e);
                throw e;
            }
        }
    }

    /// The same work for another thread, as a part of the span that is current now.
    public static <T> Callable<T> carried(Callable<T> work) {
        Span here = CURRENT.get();
        if (here == null) {
            return work;
        }
        return () -> {
            Span before = CURRENT.get();
            show(here);
            try {
                return work.call();
            } finally {
                show(before);
            }
        };
    }

    private static void show(@Nullable Span span) {
        if (span == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(span);
        }
        String trace = span == null ? "" : span.traceId();
        if (trace.isEmpty()) {
            MDC.remove(TRACE_ID);
        } else {
            MDC.put(TRACE_ID, trace);
        }
    }

    /// Makes this the current span of the thread, until it is closed.
    protected Span entered() {
        outer = CURRENT.get();
        show(this);
        return this;
    }

    /// A part of this span, which has begun and is not the current one yet.
    ///
    /// @param call whether it is a call of another server
    protected abstract Span part(String name, boolean call);

    /// The span is over.
    protected abstract void end();

    /// Sets an attribute.
    public abstract void put(String key, String value);

    /// Sets an attribute.
    public abstract void put(String key, long value);

    /// The span is one of an error.
    protected abstract void error();

    /// The headers that let another server continue the trace; empty where there is none.
    public abstract Map<String, String> headers();

    /// The id of the trace, 32 hexadecimal digits; empty where none is recorded.
    public abstract String traceId();

    /// The work failed.
    ///
    /// @param type the class of the trouble, one of few words
    public final void failed(String type) {
        put(ERROR_TYPE, type);
        error();
    }

    /// The work failed. The message is not recorded: it may hold names.
    public final void failed(Throwable trouble) {
        if (trouble instanceof UnavailableException away) {
            put("rollcall.part", away.part().name().toLowerCase(Locale.ROOT));
            failed(away.lasting() ? "refused" : away.crowdedFor().isPresent() ? "crowded" : "unavailable");
        } else {
            failed("_OTHER");
        }
    }

    @Override
    public void close() {
        show(outer);
        end();
    }

    private static final class None extends Span {
        @Override
        protected Span entered() {
            return this;
        }

        @Override
        protected Span part(String name, boolean call) {
            return this;
        }

        @Override
        protected void end() {}

        @Override
        public void put(String key, String value) {}

        @Override
        public void put(String key, long value) {}

        @Override
        protected void error() {}

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public String traceId() {
            return "";
        }

        @Override
        public void close() {}
    }
}
