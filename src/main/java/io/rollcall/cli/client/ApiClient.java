package io.rollcall.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Trouble;
import io.rollcall.tls.TlsException;
import io.rollcall.wire.DocumentedJson;
import io.rollcall.wire.Json;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.PageJson;
import io.rollcall.wire.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Calls the API of one cluster, with credentials in every request. Thread-safe.
public final class ApiClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI cluster;
    private final Connection connection;

    /// In front of a tail that is behind the project's own address, and not behind the cluster's.
    public static final String PROJECT = "../../";

    /// A text as one segment of a path.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A condition of a query, with an `&` in front; empty where there is no value.
    public static String condition(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// @throws TlsException when a file of the connection's TLS cannot be used
    public ApiClient(Connection connection) throws TlsException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        if (connection.tls().hasFiles()) {
            builder.sslContext(connection.tls().context());
        } else if ("http".equals(connection.endpoint().getScheme())) {
            builder.sslContext(NoTls.context());
        }
        this(builder.build(), connection);
    }

    private ApiClient(HttpClient http, Connection connection) {
        this.http = http;
        this.cluster = URI.create(
                connection.endpoint() + "/v2/" + connection.project() + "/clusters/" + connection.cluster() + "/");
        this.connection = connection;
    }

    /// The same for another cluster. It shares the connections of this one, and ends with it.
    public ApiClient to(ClusterId other) {
        return new ApiClient(http, connection.to(other));
    }

    /// Ends its thread. A process that ends while that thread waits for the network is held up for 0.3 s by its
    /// JVM.
    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    /// One answer.
    ///
    /// @param sent the body as it came
    public record Answer(int status, JsonNode sent, Map<String, List<String>> headers) {
        /// The body as a record.
        ///
        /// @throws ApiFailure if this version cannot read it
        public <T> Received<T> as(Class<T> type) throws ApiFailure {
            try {
                return new Received<>(sent, Json.read(sent, type));
            } catch (UnreadableException e) {
                throw ApiFailure.unreadable(status, String.valueOf(e.getMessage()), header(headers, "x-request-id"));
            }
        }

        /// The id of the operation behind a 202.
        public String operationId() {
            return header(headers, "x-operation-id");
        }

        private static String header(Map<String, List<String>> headers, String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /// Where it calls, and as whom.
    public Connection connection() {
        return connection;
    }

    /// The full address behind the cluster's own, as in `iam-sync-user`.
    public URI address(String tail) {
        return cluster.resolve(tail);
    }

    /// @throws ApiFailure when the API refuses, or does not answer
    public Answer get(String tail) throws ApiFailure, InterruptedException {
        return send("GET", tail, "");
    }

    /// @throws ApiFailure when the API refuses, or does not answer
    public Answer post(String tail, String body) throws ApiFailure, InterruptedException {
        return send("POST", tail, body);
    }

    /// @throws ApiFailure when the API refuses, or does not answer
    public Answer put(String tail, String body) throws ApiFailure, InterruptedException {
        return send("PUT", tail, body);
    }

    /// @param body may be empty
    /// @throws ApiFailure when the API refuses, or does not answer
    public Answer delete(String tail, String body) throws ApiFailure, InterruptedException {
        return send("DELETE", tail, body);
    }

    /// Passes an answer of any length on as it is.
    ///
    /// @param tail of an answer that is no JSON
    /// @throws ApiFailure when the API refuses, or does not answer, or not to the end
    public void download(String tail, OutputStream out) throws ApiFailure, InterruptedException {
        URI uri = address(tail);
        try {
            HttpResponse<InputStream> response =
                    http.send(request("GET", uri, ""), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() >= 300) {
                    throw failure(response, read(response, body.readAllBytes()));
                }
                body.transferTo(out);
            }
        } catch (IOException e) {
            throw ApiFailure.noAnswer(uri.getAuthority(), why(e));
        }
    }

    /// Reads lines of JSON to their end, page after page.
    ///
    /// @param tail with a query already in it
    /// @param line takes a line, and says whether it wants another one
    public void lines(String tail, Predicate<String> line) throws ApiFailure, InterruptedException {
        String next = tail;
        while (true) {
            URI uri = address(next);
            HttpResponse<byte[]> page;
            try {
                page = http.send(request("GET", uri, ""), HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException e) {
                throw ApiFailure.noAnswer(uri.getAuthority(), why(e));
            }
            if (page.statusCode() >= 300) {
                throw failure(page, read(page, page.body()));
            }
            for (String one :
                    new String(page.body(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.test(one)) {
                    return;
                }
            }
            String marker = page.headers().firstValue("X-Next-Marker").orElse("");
            if (marker.isEmpty()) {
                return;
            }
            next = tail + "&marker=" + marker;
        }
    }

    /// Reads a paged list to its end.
    ///
    /// @param tail with a query already in it
    public <R> void forEach(String tail, RowList<R> list, Consumer<Received<R>> row)
            throws ApiFailure, InterruptedException {
        String next = tail;
        while (true) {
            Received<? extends PageJson<R>> page = get(next).as(list.page());
            list.of(page).forEach(row);
            String marker = page.body().nextMarker();
            if (marker == null) {
                return;
            }
            next = tail + "&marker=" + marker;
        }
    }

    private Answer send(String method, String tail, String body) throws ApiFailure, InterruptedException {
        URI uri = address(tail);
        try {
            return answer(http.send(request(method, uri, body), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw ApiFailure.noAnswer(uri.getAuthority(), why(e));
        }
    }

    private HttpRequest request(String method, URI uri, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        request.header("Content-Type", "application/json");
        connection
                .credentials()
                .headers(method, uri, body.getBytes(StandardCharsets.UTF_8))
                .forEach(request::header);
        return request.build();
    }

    private static Answer answer(HttpResponse<byte[]> response) throws ApiFailure {
        JsonNode json = read(response, response.body());
        if (response.statusCode() >= 300) {
            throw failure(response, json);
        }
        return new Answer(response.statusCode(), json, response.headers().map());
    }

    private static JsonNode read(HttpResponse<?> response, byte[] body) throws ApiFailure {
        try {
            return JsonTree.read(body);
        } catch (IOException e) {
            // A gateway in between, or no Rollcall at all: its page must not reach this terminal.
            throw ApiFailure.refused(response.statusCode(), "", "the answer is no JSON", requestId(response));
        }
    }

    private static ApiFailure failure(HttpResponse<?> response, JsonNode json) {
        DocumentedJson.Refusal refusal;
        try {
            refusal = Json.read(json, DocumentedJson.Refusal.class);
        } catch (UnreadableException e) {
            // A gateway in between answers in a form of its own.
            refusal = new DocumentedJson.Refusal("", "", null);
        }
        return ApiFailure.refused(response.statusCode(), refusal.errorCode(), refusal.errorMsg(), requestId(response));
    }

    private static String requestId(HttpResponse<?> response) {
        return response.headers().firstValue("X-Request-Id").orElse("");
    }

    /// The JDK leaves the commonest failures without a message.
    private static String why(IOException e) {
        return switch (e) {
            case HttpTimeoutException _ -> "it took too long";
            case ConnectException _
            when e.getCause() instanceof ConnectException cause
                    && cause.getCause() instanceof UnresolvedAddressException -> "the host is not known";
            default ->
                String.valueOf(e.getMessage()).contains("status line")
                        ? "the answer is not HTTP; the server may want https://"
                        : Trouble.of(e);
        };
    }
}
