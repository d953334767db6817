package io.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may send a text to be run.
class SampleRunsTest {
    private static final String PATH = "/console/run";

    /// Says back what it was given, but for one text.
    private static final SampleRunner RUNNER = new SampleRunner() {
        @Override
        public boolean knows(String key) {
            return key.equals("the-key");
        }

        @Override
        public Optional<byte[]> run(String text) {
            return text.equals("while another one runs")
                    ? Optional.empty()
                    : Optional.of(("{\"ran\": \"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
        }
    };

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = ApiFixture.start(ApiFixture.people());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String authority() {
        return "127.0.0.1:" + api.port();
    }

    private void offer() {
        api.server().offer(URI.create("http://" + authority()), RUNNER);
    }

    /// As a browser sends it from a page of this server.
    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", authority());
        headers.put("Origin", "http://" + authority());
        headers.put("Sec-Fetch-Site", "same-origin");
        headers.put("X-Run-Key", "the-key");
        return headers;
    }

    private Reply post(Map<String, String> headers, String text) {
        return send("POST", PATH, headers, text);
    }

    private Reply send(String method, String path, Map<String, String> headers, String text) {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
        request.append("Content-Length: " + text.length() + "\r\n\r\n").append(text);
        return RawHttp.exchange(api.port(), request.toString());
    }

    @Test
    void aServerThatIsNoDemoHasNoSuchRoute() {
        Reply reply = post(headers(), "text");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEqualTo("APIGW.0101");
        assertThat(api.management().post(PATH, "text").status()).isEqualTo(404);
    }

    @Test
    void aPageWithTheKeyHasATextRun() {
        offer();
        Reply reply = post(headers(), "text");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("ran").asText()).isEqualTo("text");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
        Map<String, String> withoutSite = headers();
        withoutSite.remove("Sec-Fetch-Site");
        assertThat(post(withoutSite, "text").status()).isEqualTo(200);
        assertThat(api.management().post(PATH, "text").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Run-Key, another-key",
        "X-Run-Key, ",
        "Origin, http://other.example",
        "Origin, null",
        "Origin, ",
        "Host, other.example",
        "Host, localhost",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, none",
    })
    void everyOtherRequestIsRefused(String header, String value) {
        offer();
        Map<String, String> headers = headers();
        if (value == null) {
            headers.remove(header);
        } else {
            headers.put(header, value);
        }
        Reply reply = post(headers, "text");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).doesNotContain("ran");
    }

    /// A script of another origin has to ask first, and is not told that it may.
    @Test
    void anotherOriginIsNotLetIn() {
        offer();
        Map<String, String> asks = headers();
        asks.remove("X-Run-Key");
        asks.put("Origin", "http://other.example");
        asks.put("Access-Control-Request-Method", "POST");
        asks.put("Access-Control-Request-Headers", "x-run-key");
        Reply reply = send("OPTIONS", PATH, asks, "");
        assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void oneTextRunsAtATimeAndNoneIsLong() {
        offer();
        assertThat(post(headers(), "while another one runs").status()).isEqualTo(409);
        assertThat(post(headers(), "x".repeat(64 * 1024)).status()).isEqualTo(200);
        assertThat(post(headers(), "x".repeat(64 * 1024 + 1)).status()).isEqualTo(413);
    }
}
