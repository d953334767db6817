package io.rollcall.api;

import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What anybody may read: the description of the API, and what an operator's machines ask for.
final class PublicPages {
    private final byte[] openApi = read("openapi.json");
    private final Metrics metrics;
    private final Readiness readiness;

    PublicPages(Metrics metrics, Readiness readiness) {
        this.metrics = metrics;
        this.readiness = readiness;
    }

    /// The page at that path; empty if there is none, which includes every method but GET.
    Optional<Answer> page(String method, String rawPath) {
        if (!method.equals("GET")) {
            return Optional.empty();
        }
        return switch (rawPath) {
            case "/openapi.json" -> Optional.of(new Answer(200, Answer.JSON, openApi, Map.of()));
            case "/live" -> Optional.of(Answer.json(200, Map.of("status", "up")));
            case "/ready" -> Optional.of(ready());
            case "/metrics" ->
                Optional.of(new Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(StandardCharsets.UTF_8),
                        Map.of()));
            default -> Optional.empty();
        };
    }

    private Answer ready() {
        Map<String, Boolean> findings = readiness.findings();
        Map<String, String> checks = new LinkedHashMap<>();
        findings.forEach((name, passed) -> checks.put(name, passed ? "up" : "down"));
        boolean up = !findings.containsValue(false);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        body.put("checks", checks);
        return Answer.json(up ? 200 : 503, body);
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
