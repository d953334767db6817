package io.rollcall.api;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The request is answered with one of the documented errors. What it says is meant for the caller.
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Message message;
    private final @Nullable Duration retryAfter;

    ApiException(ErrorCode code) {
        this(code, Message.NONE);
    }

    ApiException(ErrorCode code, Message detail) {
        this(code, detail, null);
    }

    /// @param retryAfter when the same request may go through
    ApiException(ErrorCode code, Message detail, @Nullable Duration retryAfter) {
        // It is an answer, not a defect: nobody reads where it was thrown.
        super(code.name(), null, false, false);
        this.code = code;
        this.message = code.text().and(detail);
        this.retryAfter = retryAfter;
    }

    ErrorCode code() {
        return code;
    }

    Message text() {
        return message;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
