package io.rollcall.iam.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.background.CircuitBreaker;
import io.rollcall.cluster.Progress;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Trouble;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.tracing.Span;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Calls one IAM considerately: a limited number at a time, repeated with growing pauses while that may help and
/// the retry budget lasts, and not at all while the IAM is known to be down. Every failure is a sentence that
/// names the request and the answer. Thread-safe.
public final class IamClient {
    private final URI base;
    private final Transport transport;
    private final CircuitBreaker breaker;
    private final InstantSource clock;
    private final Pause pause;
    private final Semaphore permits;
    private final Timeouts timeouts;
    private final @Nullable Authenticator authenticator;
    private final Progress progress;

    /// Waits; a test advances its own clock instead.
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /// One call.
    ///
    /// @param path with its query, as it is sent
    /// @param headers besides those of the authentication
    /// @param body null for a GET; may hold the service's credentials
    public record Call(
            Part part,
            String path,
            Map<String, String> headers,
            @Nullable Secret body) {
        public static Call get(Part part, String path) {
            return new Call(part, path, Map.of(), null);
        }

        String method() {
            return body == null ? "GET" : "POST";
        }

        /// For people. The query may hold names, which show what was searched for.
        String what() {
            return method() + " " + path;
        }
    }

    /// @param permits shared by all calls under one limit
    /// @param authenticator null for calls without authentication
    public IamClient(
            URI base,
            Transport transport,
            CircuitBreaker breaker,
            InstantSource clock,
            Pause pause,
            Semaphore permits,
            Timeouts timeouts,
            @Nullable Authenticator authenticator) {
        this(base, transport, breaker, clock, pause, permits, timeouts, authenticator, Progress.NONE);
    }

    private IamClient(
            URI base,
            Transport transport,
            CircuitBreaker breaker,
            InstantSource clock,
            Pause pause,
            Semaphore permits,
            Timeouts timeouts,
            @Nullable Authenticator authenticator,
            Progress progress) {
        this.base = base;
        this.transport = transport;
        this.breaker = breaker;
        this.clock = clock;
        this.pause = pause;
        this.permits = permits;
        this.timeouts = timeouts;
        this.authenticator = authenticator;
        this.progress = progress;
    }

    /// The same client, which reports each answered call as progress.
    public IamClient with(Progress told) {
        return new IamClient(base, transport, breaker, clock, pause, permits, timeouts, authenticator, told);
    }

    /// The value that the reader makes from the answer; empty if the object does not exist (404).
    ///
    /// @throws UnavailableException when there is no usable answer
    public <T> Optional<T> call(Call call, AnswerReader.Body<T> reader) throws UnavailableException {
        Instant end = clock.instant().plus(timeouts.retryFor());
        boolean first = true;
        boolean renewed = false;
        int failures = 0;
        while (true) {
            Map<String, String> identity = identity(call);
            AnswerReader.Answer<T> answer = attempt(call, identity, first, reader);
            first = false;
            switch (forgiving(answer)) {
                case AnswerReader.Good<T>(T value) -> {
                    breaker.answered();
                    progress.made();
                    return Optional.of(value);
                }
                case AnswerReader.Missing<T> _ -> {
                    breaker.answered();
                    progress.made();
                    return Optional.empty();
                }
                case AnswerReader.Unknown<T>(String said) -> {
                    breaker.answered();
                    if (renewed || authenticator == null || !authenticator.renew(identity)) {
                        throw rejected(call, said);
                    }
                    renewed = true;
                }
                case AnswerReader.Refused<T>(String said) -> {
                    breaker.answered();
                    throw failure(call, said, null);
                }
                case AnswerReader.Unfit<T>(String said) -> {
                    breaker.answered();
                    throw failure(call, said, null);
                }
                case AnswerReader.Crowded<T> _, AnswerReader.Cut<T> _ ->
                    throw new IllegalStateException("is taken for one that may pass");
                case AnswerReader.Later<T>(String said, Optional<Duration> after, @Nullable Exception cause) -> {
                    Duration own = Timeouts.PAUSES.after(++failures);
                    Duration wait =
                            after.filter(asked -> asked.compareTo(own) > 0).orElse(own);
                    if (clock.instant().plus(wait).isAfter(end)) {
                        breaker.failed();
                        String tries = failures > 1 ? ", after " + failures + " attempts" : "";
                        throw failure(call, said + tries, cause);
                    }
                    rest(call, wait);
                }
            }
        }
    }

    /// The raw answer to one attempt, for a caller that interprets it itself; only the service's own expired login
    /// is renewed. The caller reports with [#reached(boolean)] whether the attempt found the IAM.
    public <T> AnswerReader.Answer<T> once(Call call, AnswerReader.Body<T> reader) throws UnavailableException {
        Map<String, String> identity = identity(call);
        AnswerReader.Answer<T> answer = attempt(call, identity, true, reader);
        return answer instanceof AnswerReader.Unknown<T> && authenticator != null && authenticator.renew(identity)
                ? attempt(call, identity(call), true, reader)
                : answer;
    }

    /// Turns answers that only [#once] callers distinguish into transient ones, for calls that are repeated.
    private static <T> AnswerReader.Answer<T> forgiving(AnswerReader.Answer<T> answer) {
        return switch (answer) {
            case AnswerReader.Crowded<T>(String said, Optional<Duration> after) ->
                new AnswerReader.Later<>(said, after, null);
            case AnswerReader.Cut<T>(String said, IOException cause) ->
                new AnswerReader.Later<>(said, Optional.empty(), cause);
            case AnswerReader.Good<T> _,
                    AnswerReader.Missing<T> _,
                    AnswerReader.Unknown<T> _,
                    AnswerReader.Refused<T> _,
                    AnswerReader.Unfit<T> _,
                    AnswerReader.Later<T> _ -> answer;
        };
    }

    public UnavailableException rejected(Call call, String said) {
        return UnavailableException.refused(
                call.part(), text(call, "is refused, our credentials are not accepted: " + said), null);
    }

    /// Records whether an attempt found the IAM.
    public void reached(boolean found) {
        if (found) {
            breaker.answered();
        } else {
            breaker.failed();
        }
    }

    private Map<String, String> identity(Call call) throws UnavailableException {
        return authenticator == null ? Map.of() : authenticator.headers(call.method(), uri(call), call.headers());
    }

    private <T> AnswerReader.Answer<T> attempt(
            Call call, Map<String, String> identity, boolean first, AnswerReader.Body<T> reader)
            throws UnavailableException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
        if (call.body() != null) {
            headers.put("Content-Type", "application/json");
        }
        headers.putAll(call.headers());
        headers.putAll(identity);
        AnswerReader<T> answers = new AnswerReader<>(reader, clock);
        try {
            permits.acquire();
            try {
                // Checked late: a call that waited for its turn must not be sent to an IAM that went down
                // meanwhile.
                if (first && !breaker.allows()) {
                    throw failure(call, "was not tried: the last calls all failed, and it is given a rest", null);
                }
                return exchange(call, headers, answers);
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(call, "was interrupted", e);
        } catch (SSLException e) {
            return new AnswerReader.Refused<>("fails, the connection cannot be trusted: " + Trouble.of(e));
        } catch (IOException e) {
            String said = "fails: " + Trouble.of(e);
            boolean cut = !answers.begun()
                    && !(e instanceof ConnectException)
                    && !(e instanceof HttpTimeoutException)
                    && !(e.getCause() instanceof TimeoutException);
            return cut ? new AnswerReader.Cut<>(said, e) : new AnswerReader.Later<>(said, Optional.empty(), e);
        }
    }

    /// One request with its span, whose trace the IAM can continue.
    private <T> AnswerReader.Answer<T> exchange(Call call, Map<String, String> headers, AnswerReader<T> answers)
            throws IOException, InterruptedException {
        try (Span span = TracedCall.begin(call.method(), base, call.path())) {
            headers.putAll(span.headers());
            try {
                AnswerReader.Answer<T> answer = transport.exchange(
                        call.method(),
                        uri(call),
                        headers,
                        call.body() == null ? null : call.body().reveal().getBytes(UTF_8),
                        timeouts.request(),
                        answers);
                TracedCall.answered(span, answers.status());
                return answer;
            } catch (IOException e) {
                TracedCall.failed(span, e);
                throw e;
            }
        }
    }

    private void rest(Call call, Duration time) throws UnavailableException {
        try {
            pause.of(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(call, "was interrupted", e);
        }
    }

    private URI uri(Call call) {
        return URI.create(base + call.path());
    }

    public UnavailableException failure(Call call, String what, @Nullable Exception cause) {
        String text = text(call, what);
        return cause == null
                ? new UnavailableException(call.part(), text)
                : new UnavailableException(call.part(), text, cause);
    }

    private String text(Call call, String what) {
        return "the IAM at " + base + ": " + call.what() + " " + what;
    }

    /// A value as it is written in a path or a query.
    public static String encoded(String value) {
        return java.net.URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
