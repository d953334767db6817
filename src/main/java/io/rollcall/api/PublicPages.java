package io.rollcall.api;

import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.request.ApiRequest;
import io.rollcall.console.Console;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.wire.LiveJson;
import io.rollcall.wire.ReadyJson;
import io.rollcall.wire.Word;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pages that need no authentication: the description of the API, the console, and those that an operator's
/// machines read.
final class PublicPages {
    private final byte[] openApi = read("openapi.json");
    private final @Nullable Metrics metrics;
    private final @Nullable Console console;
    private final Readiness readiness;
    private volatile @Nullable Reloading reloading;
    private volatile @Nullable SampleRuns samples;

    private PublicPages(@Nullable Metrics metrics, @Nullable Console console, Readiness readiness) {
        this.metrics = metrics;
        this.console = console;
        this.readiness = readiness;
    }

    /// Those beside the API, with the console.
    static PublicPages ofTheApi(Console console, Readiness readiness) {
        return new PublicPages(null, console, readiness);
    }

    /// Those of the management listener, with the metrics.
    static PublicPages ofManagement(Metrics metrics, Readiness readiness) {
        return new PublicPages(metrics, null, readiness);
    }

    /// From now on there is a `POST /reload`.
    void offer(Reloading offered) {
        reloading = offered;
    }

    /// From now on there is a `POST /console/run`.
    void offer(SampleRuns offered) {
        samples = offered;
    }

    /// Admits a request that sends a text to be run; empty for all others, and where no texts are run.
    ///
    /// @throws ApiException 403
    Optional<SampleRuns> run(ApiRequest request) {
        Optional<SampleRuns> offered = SampleRuns.isFor(request) ? Optional.ofNullable(samples) : Optional.empty();
        offered.ifPresent(runs -> runs.admit(request));
        return offered;
    }

    /// The page that is asked for, whose body a HEAD leaves out; empty if there is none, which includes every other
    /// method, except for a reload on the management listener.
    Optional<Answer> page(ApiRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> found(request);
            case "OPTIONS" ->
                found(request).map(_ -> new Answer(200, "", new byte[0], Map.of("Allow", "GET, HEAD, OPTIONS")));
            case "POST" ->
                request.rawPath().equals("/reload")
                        ? Optional.ofNullable(reloading).map(offered -> reload(offered, request))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Answer reload(Reloading offered, ApiRequest request) {
        List<String> digests = request.header("If-Match");
        String digest = digests.size() == 1 ? digests.getFirst().replace("\"", "") : "";
        Reloading.Outcome outcome = offered.reload(digest);
        int status = switch (outcome.verdict()) {
            case TAKEN -> 200;
            case ANOTHER_FILE -> 412;
            case REFUSED -> 422;
        };
        String text = String.join("\n", outcome.lines()) + "\n";
        return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private Optional<Answer> found(ApiRequest request) {
        return page(request.rawPath())
                .or(() -> Optional.ofNullable(console).flatMap(found -> ofConsole(found, request)));
    }

    private static Optional<Answer> ofConsole(Console console, ApiRequest request) {
        String path = request.rawPath();
        boolean toBegin = path.equals("/") || path.equals("/console");
        if (toBegin && lists(request.header("Accept"), "text/html")) {
            return Optional.of(new Answer(302, "", new byte[0], Map.of("Location", Console.HOME, "Vary", "Accept")));
        }
        return console.page(path, lists(request.header("Accept-Encoding"), "gzip"))
                .map(page -> new Answer(200, page.contentType(), page.body(), page.headers()));
    }

    /// Whether a header lists a value, weighed or not.
    private static boolean lists(List<String> header, String value) {
        return header.stream()
                .flatMap(values -> Arrays.stream(values.split(",")))
                .map(item -> item.split(";")[0].strip())
                .anyMatch(value::equalsIgnoreCase);
    }

    private Optional<Answer> page(String rawPath) {
        return switch (rawPath) {
            case "/openapi.json" -> Optional.of(new Answer(200, Answer.JSON, openApi, Map.of()));
            case "/live" -> Optional.of(Answer.json(200, new LiveJson(Word.of(LiveJson.Status.UP))));
            case "/ready" -> Optional.of(ready());
            case "/metrics" ->
                Optional.ofNullable(metrics)
                        .map(shown -> new Answer(
                                200,
                                "text/plain; version=0.0.4; charset=utf-8",
                                shown.scrape().getBytes(StandardCharsets.UTF_8),
                                Map.of()));
            default -> Optional.empty();
        };
    }

    /// A dependency that does not answer is named and causes no 503: known callers are still served, and taking
    /// all replicas out at once would not help.
    private Answer ready() {
        Readiness.Report report = readiness.report();
        Map<String, Word<ReadyJson.Check>> checks = new LinkedHashMap<>();
        report.checks().forEach((name, state) -> checks.put(name, Word.of(check(state))));
        ReadyJson.Status status = !report.ready()
                ? ReadyJson.Status.DOWN
                : report.degraded() ? ReadyJson.Status.DEGRADED : ReadyJson.Status.UP;
        return Answer.json(report.ready() ? 200 : 503, new ReadyJson(Word.of(status), checks));
    }

    private static ReadyJson.Check check(Readiness.State state) {
        return switch (state) {
            case UP -> ReadyJson.Check.UP;
            case DOWN -> ReadyJson.Check.DOWN;
            case UNKNOWN -> ReadyJson.Check.UNKNOWN;
        };
    }

    private static byte[] read(String resource) {
        try (InputStream in = PublicPages.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read from the jar", e);
        }
    }
}
