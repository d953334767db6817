package io.rollcall.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.signature.RequestSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Calls the API of one cluster, every request signed with an access key. May be used from many threads.
public final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI cluster;
    private final RequestSigner signer;

    /// @param endpoint scheme, host and port of the API
    public ApiClient(URI endpoint, ProjectId project, ClusterId cluster, RequestSigner signer) {
        this.cluster = URI.create(endpoint + "/v2/" + project + "/clusters/" + cluster + "/");
        this.signer = signer;
    }

    /// One answer.
    public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
        /// The id of the operation behind a 202.
        public String operationId() {
            return headers.getOrDefault("x-operation-id", List.of("")).getFirst();
        }
    }

    /// The full address behind the cluster's own, as in `iam-sync-user`.
    public URI address(String tail) {
        return cluster.resolve(tail);
    }

    /// @throws ApiFailure when the API says no, or does not answer
    public Answer get(String tail) throws ApiFailure, InterruptedException {
        return send("GET", tail, "");
    }

    /// @throws ApiFailure when the API says no, or does not answer
    public Answer post(String tail, String body) throws ApiFailure, InterruptedException {
        return send("POST", tail, body);
    }

    /// Reads a paged list to its end.
    ///
    /// @param tail with a query already in it
    /// @param list the name of the list in the answer
    public void forEach(String tail, String list, Consumer<JsonNode> row) throws ApiFailure, InterruptedException {
        String next = tail;
        while (true) {
            JsonNode page = get(next).body();
            page.path(list).forEach(row);
            JsonNode marker = page.path("next_marker");
            if (marker.isMissingNode()) {
                return;
            }
            next = tail + "&marker=" + marker.asText();
        }
    }

    private Answer send(String method, String tail, String body) throws ApiFailure, InterruptedException {
        URI uri = address(tail);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        request.header("Content-Type", "application/json");
        signer.sign(method, uri, Map.of(), body.getBytes(StandardCharsets.UTF_8), Instant.now())
                .forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = JSON.readTree(response.body());
            if (response.statusCode() >= 400) {
                throw new ApiFailure(
                        response.statusCode(),
                        json.path("error_code").asText(),
                        json.path("error_msg").asText());
            }
            return new Answer(response.statusCode(), json, response.headers().map());
        } catch (IOException e) {
            throw new ApiFailure(0, "", "no answer from " + uri.getAuthority() + ": " + e.getMessage());
        }
    }
}
