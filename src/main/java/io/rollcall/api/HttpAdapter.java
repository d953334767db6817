package io.rollcall.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.http.RequestId;
import io.rollcall.api.http.Wire;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.api.request.BodyReader;
import io.rollcall.api.request.Endpoint;
import io.rollcall.api.request.RequestContent;
import io.rollcall.api.request.RequestHeaders;
import io.rollcall.api.request.RequestTarget;
import io.rollcall.api.request.Route;
import io.rollcall.ops.Metrics;
import io.rollcall.tracing.Span;
import io.rollcall.tracing.Tracer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The one handler of the web server: reads a request, has it answered, writes the answer, and logs it. After any
/// failure on the way, the caller gets JSON with a request id.
final class HttpAdapter implements Handler {
    private static final Logger log = LoggerFactory.getLogger(HttpAdapter.class);

    private static final Duration PLACE_PAUSE = Duration.ofSeconds(1);

    private static final int WRITE_SIZE = 16 * 1024;

    private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderNames.create("X-Content-Type-Options");

    private final @Nullable Dispatcher dispatcher;
    private final PublicPages pages;
    private final BodyReader bodies;
    private final Semaphore places;
    private final Metrics metrics;
    private final Tracer tracer;

    /// @param dispatcher null where there are only pages
    /// @param places for requests that are worked on at the same time; pages need none, nor does what is still
    ///     arriving
    HttpAdapter(
            @Nullable Dispatcher dispatcher,
            PublicPages pages,
            BodyReader bodies,
            int places,
            Metrics metrics,
            Tracer tracer) {
        this.dispatcher = dispatcher;
        this.pages = pages;
        this.bodies = bodies;
        this.places = new Semaphore(places);
        this.metrics = metrics;
        this.tracer = tracer;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        Wire wire = Wire.current();
        RequestContent content = new RequestContent(request.content());
        ApiRequest received = new ApiRequest(
                RequestId.next(),
                request.prologue().method().text(),
                request.prologue().uriPath().rawPath(),
                request.prologue().query().rawValue(),
                headers(request),
                new byte[0],
                request.remotePeer().host(),
                request.isSecure());
        Optional<Route> route = Optional.empty();
        Throwable defect = null;
        Answer answer;
        Span span = Span.NONE;
        try {
            try {
                received = received.at(RequestTarget.of(received.rawPath(), received.headers(), wire.isHttp10()));
                RequestHeaders.checkTransfer(received, wire.isHttp10());
                if (dispatcher != null) {
                    route = Route.of(received.method(), received.rawPath());
                    span = span(route, received);
                }
                answer = dispatcher != null && route.isPresent()
                        ? answer(dispatcher, route.get(), received, content)
                        : page(received, content);
            } catch (ApiException e) {
                answer = Answer.error(e, received.id(), received.language());
            } catch (RequestException e) {
                // The server itself refuses what it reads: a broken chunk, a body over its limit. It knows best
                // how to go on.
                traced(span, e.status().code(), false);
                throw e;
            } catch (RuntimeException e) {
                defect = e;
                answer = Answer.error(new ApiException(ErrorCode.INTERNAL), received.id(), received.language());
            }
            traced(span, answer.status(), defect != null);
            String operation = route.map(found -> found.endpoint().operation()).orElse("other");
            note(received, operation, answer.status(), System.nanoTime() - start, defect);
        } finally {
            span.close();
        }
        boolean unread = content.isUnread();
        boolean last = unread || wire.isHttp10() || RequestHeaders.wantsClose(received.header("Connection"));
        if (last) {
            wire.endAfterAnswer();
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(response, answer, received);
        if (unread) {
            wire.hurry(RequestContent.TIMEOUT);
            content.discard(received.header("Expect"));
        }
    }

    /// The span of a call of the API. It ends when the answer is ready, as the time in the metrics does.
    private Span span(Optional<Route> route, ApiRequest received) {
        if (route.isEmpty() || tracer.equals(Tracer.OFF)) {
            return Span.NONE;
        }
        Endpoint endpoint = route.get().endpoint();
        Span span = tracer.request(endpoint.method() + " " + endpoint.template(), received.headers());
        span.put("http.request.method", endpoint.method());
        span.put("http.route", endpoint.template());
        span.put("url.scheme", received.encrypted() ? "https" : "http");
        span.put("rollcall.call", endpoint.operation());
        span.put("rollcall.request_id", received.id());
        return span;
    }

    private static void traced(Span span, int status, boolean defect) {
        span.put("http.response.status_code", status);
        if (defect) {
            span.failed("_OTHER");
        } else if (status >= 500) {
            span.failed(Integer.toString(status));
        }
    }

    private Answer page(ApiRequest received, RequestContent content) {
        Optional<SampleRuns> runs = pages.run(received);
        if (runs.isPresent() && content.isPresent()) {
            RequestHeaders.checkEncoding(received);
            RequestHeaders.checkLength(received);
            try (BodyReader.Body body = bodies.read(content.stream())) {
                return runs.get().answer(body.bytes());
            }
        }
        return pages.page(received).orElseThrow(() -> new ApiException(ErrorCode.API_UNKNOWN));
    }

    private Answer answer(Dispatcher calls, Route route, ApiRequest received, RequestContent content) {
        if (!content.isPresent()) {
            return inPlace(() -> calls.answer(route, received, Optional.empty()));
        }
        RequestHeaders.checkEncoding(received);
        RequestHeaders.checkLength(received);
        Optional<Admission> admitted = inPlace(() -> calls.admitByHeaders(route, received));
        // The stream is not closed here: that would read on to its end, which a sender may delay for ever.
        try (BodyReader.Body body = bodies.read(content.stream())) {
            return inPlace(() -> calls.answer(route, received.withBody(body.bytes()), admitted));
        }
    }

    private <T> T inPlace(Supplier<T> work) {
        if (!places.tryAcquire()) {
            throw new ApiException(ErrorCode.THROTTLED, Message.NONE, PLACE_PAUSE);
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private void note(ApiRequest request, String operation, int status, long nanos, @Nullable Throwable defect) {
        Duration duration = Duration.ofNanos(nanos);
        metrics.requestAnswered(operation, status, duration);
        Level level = defect != null ? Level.ERROR : status >= 500 ? Level.WARN : Level.DEBUG;
        log.atLevel(level)
                .addKeyValue("request_id", request.id())
                .addKeyValue("operation", operation)
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", duration.toMillis())
                .addKeyValue("address", request.address())
                .setCause(defect)
                .log("request answered");
    }

    private static SortedMap<String, List<String>> headers(ServerRequest request) {
        SortedMap<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(header -> headers.put(header.name(), header.allValues()));
        return headers;
    }

    private static void send(ServerResponse response, Answer answer, ApiRequest request) {
        response.status(Status.create(answer.status()));
        response.header(RequestId.HEADER, request.id());
        if (!answer.contentType().isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(CONTENT_TYPE_OPTIONS, "nosniff");
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (request.method().equals("HEAD")) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
            response.send(new byte[0]);
            return;
        }
        if (answer.flow() == null) {
            try {
                response.send(answer.body());
            } catch (UncheckedIOException e) {
                throw new ServerConnectionException("the answer was not read", e);
            }
            return;
        }
        try (OutputStream out = new BufferedOutputStream(response.outputStream(), WRITE_SIZE)) {
            answer.flow().to(out);
        } catch (IOException | UncheckedIOException e) {
            // No answer is possible any more: the caller has disconnected.
            log.atDebug().addKeyValue("request_id", request.id()).setCause(e).log("answer not read to its end");
        }
    }
}
