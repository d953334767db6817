package io.rollcall.api.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Language;
import io.rollcall.api.error.Message;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers input that never becomes a request: a broken request line, a bad percent escape, headers or a body
/// beyond the limit, too many requests at once. It gets the same JSON and the same headers as any other answer.
final class TransportErrors implements DirectHandler {
    private static final Logger log = LoggerFactory.getLogger(TransportErrors.class);

    /// For every kind of event that the server knows; otherwise it would answer in text of its own.
    static DirectHandlers all() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        DirectHandler handler = new TransportErrors();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders responseHeaders,
            String message) {
        String id = RequestId.next();
        ApiException error = error(defaultStatus.code());
        Answer answer = Answer.error(error, id, language(request.headers()));
        log.atLevel(answer.status() >= 500 ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
                .addKeyValue("request_id", id)
                .addKeyValue("status", answer.status())
                .log("request refused by the transport");
        TransportResponse.Builder response = TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(responseHeaders)
                .keepAlive(false)
                .header(RequestId.HEADER, id)
                .header(HeaderNames.CONTENT_TYPE, answer.contentType())
                .entity(answer.body());
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.build();
    }

    private static ApiException error(int status) {
        return switch (status) {
            case 404, 405 -> new ApiException(ErrorCode.API_UNKNOWN);
            case 413 -> new ApiException(ErrorCode.BODY_TOO_LARGE);
            case 414 -> new ApiException(ErrorCode.URI_TOO_LONG);
            case 429, 503 -> new ApiException(ErrorCode.THROTTLED, Message.NONE, Duration.ofSeconds(1));
            default -> new ApiException(status >= 500 ? ErrorCode.INTERNAL : ErrorCode.REQUEST_MALFORMED);
        };
    }

    private static Language language(ServerRequestHeaders headers) {
        return Language.of(headers.first(HeaderNames.create("X-Language")).orElse(""));
    }
}
