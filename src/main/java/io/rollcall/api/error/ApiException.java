package io.rollcall.api.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The request is answered with one of the documented errors. Its text is meant for the caller.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Message message;
    private final @Nullable Duration retryAfter;

    public ApiException(ErrorCode code) {
        this(code, Message.NONE);
    }

    public ApiException(ErrorCode code, Message detail) {
        this(code, detail, null);
    }

    /// @param retryAfter when the same request may go through
    public ApiException(ErrorCode code, Message detail, @Nullable Duration retryAfter) {
        // It is an answer, not a defect: its stack trace is useless.
        super(code.name(), null, false, false);
        this.code = code;
        this.message = code.text().and(detail);
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    public Message text() {
        return message;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
