package io.rollcall.iam.http;

import io.rollcall.tracing.Span;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// The span of one HTTP request to an IAM, in the words of OpenTelemetry's conventions for HTTP clients.
final class TracedCall {
    /// The parts of paths that are no id. All others are left out, so that no id or name is in a trace.
    private static final Set<String> WORDS = Set.of(
            "",
            "v3",
            "v3.0",
            "auth",
            "tokens",
            "projects",
            "domains",
            "users",
            "groups",
            "roles",
            "credentials",
            "role_assignments",
            "role_inferences",
            "role-assignments",
            "OS-PERMISSION",
            "OS-USER",
            "OS-CREDENTIAL");

    private static final int FIRST_ERROR = 400;

    private TracedCall() {}

    static Span begin(String method, URI base, String path) {
        if (!Span.any()) {
            return Span.NONE;
        }
        String template = template(path);
        Span span = Span.beginCall(method + " " + template);
        span.put("http.request.method", method);
        span.put("url.template", template);
        span.put("server.address", base.getHost());
        if (base.getPort() >= 0) {
            span.put("server.port", base.getPort());
        }
        return span;
    }

    /// The path without query, and with `{id}` for what is no fixed word.
    static String template(String path) {
        int end = path.indexOf('?');
        return Stream.of((end < 0 ? path : path.substring(0, end)).split("/", -1))
                .map(part -> WORDS.contains(part) ? part : "{id}")
                .collect(Collectors.joining("/"));
    }

    static void answered(Span span, int status) {
        span.put("http.response.status_code", status);
        if (status >= FIRST_ERROR) {
            span.failed(Integer.toString(status));
        }
    }

    static void failed(Span span, IOException trouble) {
        span.failed(
                switch (trouble) {
                    case SSLException _ -> "tls";
                    case ConnectException _ -> "connect";
                    case HttpTimeoutException _ -> "timeout";
                    default -> trouble.getCause() instanceof TimeoutException ? "timeout" : "connection";
                });
    }
}
