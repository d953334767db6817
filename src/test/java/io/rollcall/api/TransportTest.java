package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.CLUSTER;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths, methods, sizes and broken requests (R4 to R6).
class TransportTest {
    private static final int THIRTEEN_MEGABYTES = 13 * 1024 * 1024;

    @AutoClose
    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = ApiFixture.start(ApiFixture.people());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/",
        "GET,/v2",
        "GET,/v1/p/clusters/c/iam-sync",
        "GET,/v2/p/clusters/c",
        "GET,/v2/p/clusters/c/iam-sync/other",
        "GET,/v2/p/clusters/c/iam-sync//",
        "GET,/v2//clusters/c/iam-sync/x/y/z/u/v/w",
        "PUT,/v2/p/clusters/c/iam-sync-user",
        "PATCH,/v2/p/clusters/c/iam-sync-user",
        "OPTIONS,/v2/p/clusters/c/iam-sync-user",
        "POST,/v2/p/clusters/c/iam-sync",
        "POST,/live",
        "FOO,/live",
    })
    void anUnknownPathOrMethodIsNoApi(String method, String path) {
        Reply reply = api.admin().send(method, path, new byte[0], Map.of(), false);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorCode()).isEqualTo("APIGW.0101");
    }

    @Test
    void aHeadHasNoBody() {
        Reply reply =
                RawHttp.exchange(api.port(), "HEAD " + USERS + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("x-request-id")).matches("[0-9a-f]{32}");
    }

    /// It used to be a defect of ours, with all its calls in the log.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /live HTTP/1.1\r\nHost: h\r\nX-Half",
                "POST /v2/p HTTP/1.0\r\nHost:h\r\nX-Half:",
                "GET /live HTTP/1.1\r\n",
                "GET /live HTTP/1.1\r\nHost: h\r\n"
            })
    void aSenderWhoHangsUpWithinTheHeadersIsNotAnswered(String half) {
        try (RawConnection connection = RawConnection.to(api.port())) {
            assertThat(connection.send(half).hangUp().isClosedByServer()).isTrue();
        }
    }

    @Test
    void aSlashAtTheEndIsTolerated() {
        assertThat(api.admin().post(USERS + "/", "{}").errorCode()).isEqualTo("12000002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2f", "a%2fb", "a;b=c", "%00", "a.b", "a%20b", "~", "%C3%A4", "a+b"})
    void anIdOfOtherCharactersIsRefused(String id) {
        Reply cluster = api.admin().get("/v2/" + PROJECT + "/clusters/" + id + "/iam-sync");
        assertThat(cluster.status()).as(cluster.body()).isEqualTo(400);
        assertThat(cluster.errorMessage()).contains("cluster_id").doesNotContain("project_id");
        Reply project = api.admin().get("/v2/" + id + "/clusters/" + CLUSTER + "/iam-sync");
        assertThat(project.status()).as(project.body()).isEqualTo(400);
        assertThat(project.errorMessage()).contains("project_id").doesNotContain("cluster_id");
    }

    @Test
    void bothIdsAreNamedAtOnce() {
        String tooLong = "c".repeat(65);
        Reply reply = api.admin().get("/v2/" + tooLong + "/clusters/" + tooLong + "/iam-sync");
        assertThat(reply.errorCode()).isEqualTo("12000002");
        assertThat(reply.errorMessage()).contains("project_id must be 1 to 64", "cluster_id must be 1 to 64");
    }

    @Test
    void sixtyFourCharactersAndUnderscoresAreAnId() {
        Reply reply = api.admin().get("/v2/" + PROJECT + "/clusters/" + "a_-B".repeat(16) + "/iam-sync");
        assertThat(reply.errorCode()).isEqualTo("12000003");
    }

    @Test
    void aMalformedOperationIdIsRefused() {
        Reply reply = api.admin().get(BASE + "/iam-sync/operations/..");
        assertThat(reply.errorCode()).isEqualTo("12000002");
        assertThat(reply.errorMessage()).contains("operation_id");
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "POST,false", "DELETE,true", "DELETE,false"})
    void aBodyOfThirteenMegabytesIsTooLarge(String method, boolean chunked) {
        Reply reply = RawHttp.exchange(api.port(), large(method, chunked, THIRTEEN_MEGABYTES));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.errorCode()).isEqualTo("APIGW.0201");
        OpenApiContract.check(method, USERS, reply);
    }

    @Test
    void aBodyWithoutEndIsAnsweredAndCutOff() {
        assertThat(RawHttp.exchange(api.port(), endless()).status()).isEqualTo(413);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> RawHttp.sendUntilHungUp(api.port(), endless()));
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "POST,false", "DELETE,true", "DELETE,false"})
    void aBodyOfElevenMegabytesIsRead(String method, boolean chunked) {
        byte[] body = ("{\"x\":\"" + "y".repeat(11 * 1024 * 1024) + "\"}").getBytes(UTF_8);
        Reply reply = api.admin().send(method, USERS, body, Map.of(), chunked);
        assertThat(reply.errorMessage()).contains("nothing is selected");
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "POST,false", "DELETE,true", "DELETE,false"})
    void aBodyIsReadChunkedOrWithItsLength(String method, boolean chunked) {
        byte[] body = "{\"user_names\":[1]}".getBytes(UTF_8);
        Reply reply = api.admin().send(method, USERS, body, Map.of(), chunked);
        assertThat(reply.errorMessage()).contains("user_names[0]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/%zz/clusters/c/iam-sync HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /v2/%/clusters/c/iam-sync HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /v2/a b/clusters/c/iam-sync HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /live HTTP/1.1\r\nbroken header\r\n\r\n",
                "GET /live HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
                "POST /v2/p/clusters/c/iam-sync-user HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /live HTTP/9.9\r\nHost: h\r\n\r\n",
                "POST /v2/p/clusters/c/iam-sync-user HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\n"
                        + "Content-Length: 3\r\nConnection: close\r\n\r\nabc",
            })
    void aBrokenRequestIsAnsweredInJson(String request) {
        Reply reply = RawHttp.exchange(api.port(), request);
        assertThat(reply.status()).as(reply.body()).isBetween(400, 431);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(reply.errorCode()).startsWith("APIGW.");
        assertThat(reply.json().path("request_id").asText()).isEqualTo(reply.header("x-request-id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+2\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                " 2\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "2;a=b\r\n{}\r\n0\r\n\r\n",
                "\u0662\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "000000002\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}xy0\r\n\r\n",
                "2\r\n{}\n\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n0\r\n",
                "2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n",
                "2\r\n{}\r\n0\r\nxy\r\n\r\n",
            })
    void aChunkThatAProxyMayReadOtherwiseIsRefused(String chunks) {
        Map<String, String> signed = api.admin().sign("POST", USERS, "{}".getBytes(UTF_8), Instant.now());
        StringBuilder request = new StringBuilder("POST " + USERS + " HTTP/1.1\r\n");
        request.append("Host: 127.0.0.1:" + api.port() + "\r\nTransfer-Encoding: chunked\r\n");
        signed.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        Reply reply = RawHttp.exchange(api.port(), request + "\r\n" + chunks);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.errorCode()).startsWith("APIGW.");
        Reply sound = RawHttp.exchange(api.port(), request + "\r\n0000002\r\n{}\r\n0\r\n\r\n");
        assertThat(sound.errorCode()).isEqualTo("12000002");
    }

    /// The server keeps a chunk in memory as a whole, unless it is shown to it in pieces.
    @Test
    void aChunkOfAGigabyteIsRefusedBeforeItIsInMemory() {
        String head = "POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n";
        InputStream request = new SequenceInputStream(
                new ByteArrayInputStream(head.getBytes(ISO_8859_1)),
                new ByteArrayInputStream(new byte[THIRTEEN_MEGABYTES]));
        assertThat(RawHttp.exchange(api.port(), request).status()).isEqualTo(413);
    }

    @Test
    void aUriThatIsTooLongIsRefused() {
        Reply reply = RawHttp.exchange(api.port(), "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(reply.status()).isEqualTo(414);
        OpenApiContract.check("GET", "/elsewhere", reply);
    }

    @Test
    void headersThatAreTooLargeAreRefused() {
        Reply reply = RawHttp.exchange(
                api.port(), "GET /live HTTP/1.1\r\nHost: h\r\nX-Filler: " + "a".repeat(100_000) + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(400);
        OpenApiContract.check("GET", "/live", reply);
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() {
        Reply first = api.anonymous().send("GET", "/live", new byte[0], Map.of("X-Request-Id", "mine"), false);
        Reply second = api.anonymous().get("/live");
        assertThat(first.header("x-request-id")).matches("[0-9a-f]{32}").isNotEqualTo(second.header("x-request-id"));
    }

    private static InputStream endless() {
        String head = "POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(ISO_8859_1);
        InputStream chunks = new InputStream() {
            private int at = -1;

            @Override
            public int read() {
                at = (at + 1) % chunk.length;
                return chunk[at];
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    buffer[offset + i] = (byte) read();
                }
                return length;
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(head.getBytes(ISO_8859_1)), chunks);
    }

    private static InputStream large(String method, boolean chunked, int size) {
        String head = method + " " + USERS + " HTTP/1.1\r\nHost: h\r\n"
                + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: " + size + "\r\n\r\n");
        byte[] body = new byte[size];
        String before = chunked ? Integer.toHexString(size) + "\r\n" : "";
        String after = chunked ? "\r\n0\r\n\r\n" : "";
        return new SequenceInputStream(
                new ByteArrayInputStream((head + before).getBytes(ISO_8859_1)),
                new SequenceInputStream(
                        new ByteArrayInputStream(body), new ByteArrayInputStream(after.getBytes(ISO_8859_1))));
    }
}
