package io.rollcall.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Secret;
import io.rollcall.signature.RequestSigner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Calls the API as one caller. Every answer is held to `/openapi.json`.
public final class ApiClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final RequestSigner signer;
    private final boolean signs;

    private ApiClient(URI base, RequestSigner signer, boolean signs) {
        this.base = base;
        this.signer = signer;
        this.signs = signs;
    }

    public static ApiClient signing(int port, String access, String secret) {
        return new ApiClient(base(port), RequestSigner.sdkHmac(access, Secret.of(secret)), true);
    }

    /// Sends the requests as they are, without credentials.
    public static ApiClient anonymous(int port) {
        return new ApiClient(base(port), RequestSigner.sdkHmac("none", Secret.of("none")), false);
    }

    ApiClient with(RequestSigner other) {
        return new ApiClient(base, other, true);
    }

    public Reply get(String path) {
        return send("GET", path, new byte[0], Map.of(), false);
    }

    public Reply post(String path, String body) {
        return send("POST", path, body.getBytes(UTF_8), Map.of(), false);
    }

    public Reply delete(String path, String body) {
        return send("DELETE", path, body.getBytes(UTF_8), Map.of(), false);
    }

    /// @param chunked whether the body is sent without its length
    public Reply send(String method, String path, byte[] body, Map<String, String> headers, boolean chunked) {
        URI uri = URI.create(base + path);
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (signs) {
            all.putAll(signer.sign(method, uri, headers, body, Instant.now()));
        }
        return exchange(method, uri, body, all, chunked);
    }

    /// Signs one request and sends another with those headers.
    Reply sendSigned(
            String method, String path, byte[] body, Map<String, String> signedHeaders, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(signedHeaders);
        all.putAll(more);
        return exchange(method, URI.create(base + path), body, all, false);
    }

    /// The headers that a request would be signed with.
    Map<String, String> sign(String method, String path, byte[] body, Instant at) {
        return signer.sign(method, URI.create(base + path), Map.of(), body, at);
    }

    private Reply exchange(String method, URI uri, byte[] body, Map<String, String> headers, boolean chunked) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        headers.forEach(request::header);
        if (body.length == 0) {
            request.method(method, BodyPublishers.noBody());
        } else if (chunked) {
            request.method(method, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        } else {
            request.method(method, BodyPublishers.ofByteArray(body));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            Reply reply = new Reply(response.statusCode(), response.headers().map(), response.body());
            OpenApiContract.check(method, uri.getRawPath(), reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
    }

    private static URI base(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
