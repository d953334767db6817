package io.rollcall.api;

import static io.rollcall.api.ApiFixture.BASE;
import static io.rollcall.api.ApiFixture.PROJECT;
import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1.0, the end of connections, and the forms of a request's target and method (RFC 9110, RFC 9112).
class HttpVersionsTest {
    private static final String TOKEN = "X-Auth-Token: t\r\n";

    @AutoClose
    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = ApiFixture.start(
                ApiFixture.people().token("t", "admin", PROJECT, Instant.now().plusSeconds(3600)));
    }

    private static RawConnection connect() {
        return RawConnection.to(api.port());
    }

    @Test
    void aRequestOfHttp10IsAnsweredAndEndsItsConnection() {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("GET " + BASE + "/iam-sync HTTP/1.0\r\n" + TOKEN + "\r\n")
                    .read();
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.json().path("is_synchronizing").isBoolean()).isTrue();
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /live", "HEAD /live", "GET /elsewhere", "GET " + BASE + "/iam-sync", "GET /live/%zz"})
    void everyAnswerToHttp10EndsItsConnection(String target) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send(target + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .readHead();
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(reply.headers()).doesNotContainKey("transfer-encoding");
        }
    }

    @Test
    void aBodyOfHttp10IsReadByItsLength() {
        try (RawConnection connection = connect()) {
            String body = "{\"user_names\":[1]}";
            Reply reply = connection
                    .send("POST " + USERS + " HTTP/1.0\r\n" + TOKEN + "Content-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .read();
            assertThat(reply.errorMessage()).contains("user_names[0]");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunksInARequestOfHttp10AreRefused() {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("POST " + USERS + " HTTP/1.0\r\n" + TOKEN
                            + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.errorMessage()).contains("HTTP/1.0 has no Transfer-Encoding");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aClientOfHttp10IsSentNoInterimAnswer() {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("POST " + USERS + " HTTP/1.0\r\n" + TOKEN
                            + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")
                    .read();
            assertThat(reply.errorCode()).isEqualTo("12000002");
        }
    }

    @Test
    void aStreamToHttp10EndsWithItsConnectionAndHasNoChunks() {
        MapIdentitySource iam =
                ApiFixture.people().token("t", "admin", PROJECT, Instant.now().plusSeconds(3600));
        try (ApiFixture working = ApiFixture.start(iam).work();
                RawConnection connection = RawConnection.to(working.port())) {
            String operation =
                    working.admin().post(USERS, "{\"is_all_sync\":true}").header("location");
            Reply events = connection
                    .send("GET " + operation + "/events HTTP/1.0\r\n" + TOKEN + "\r\n")
                    .read();
            assertThat(events.headers()).doesNotContainKeys("transfer-encoding", "content-length");
            assertThat(events.body()).startsWith("event: operation\ndata: {").endsWith("}\n\n");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void oneConnectionMayGoFromHttp11ToHttp10() {
        try (RawConnection connection = connect()) {
            String body = "{\"user_names\":[1]}";
            connection.send("GET /live HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\n" + TOKEN + "Transfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
            assertThat(connection.read().errorMessage()).contains("user_names[0]");
            connection.send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\n" + TOKEN + "Content-Length: " + body.length()
                    + "\r\n\r\n" + body);
            assertThat(connection.read().errorMessage()).contains("user_names[0]");
            connection.send("GET " + BASE + "/iam-sync HTTP/1.0\r\n" + TOKEN + "\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aLaterHttp1IsAnsweredLikeHttp11() {
        try (RawConnection connection = connect()) {
            connection.send("GET /live HTTP/1.2\r\nHost: h\r\n\r\nGET /live HTTP/1.9\r\nHost: h\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().header("connection")).isEqualTo("keep-alive");
        }
    }

    @Test
    void anEmptyLineBeforeARequestIsLeftOut() {
        try (RawConnection connection = connect()) {
            connection.send("\r\nGET /live HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /live HTTP/1.0\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void requestsThatWereSentTogetherAreAnsweredInTurn() {
        try (RawConnection connection = connect()) {
            String next = "GET /live HTTP/1.1\r\nHost: h\r\n\r\n";
            connection.send(next + next.replace("/live", "/elsewhere") + "GET /live HTTP/1.0\r\n\r\n");
            assertThat(List.of(
                            connection.read().status(),
                            connection.read().status(),
                            connection.read().status()))
                    .containsExactly(200, 404, 200);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close"})
    void aConnectionThatIsAnnouncedToEndEnds(String value) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("GET " + BASE + "/iam-sync HTTP/1.1\r\nHost: h\r\n" + TOKEN + "Connection: " + value
                            + "\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anAnswerArrivesCompletelyThoughTheBodyOfItsRequestWasNotRead() {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("POST /elsewhere HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000))
                    .read();
            assertThat(reply.errorCode()).isEqualTo("APIGW.0101");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8470", "HTTP://api.example.com", "https://[::1]:443"})
    void aWholeUrlIsATarget(String origin) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("GET " + origin + BASE + "/iam-sync HTTP/1.1\r\nHost: other\r\n" + TOKEN + "\r\n")
                    .read();
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        }
    }

    @Test
    void aWholeUrlKeepsItsQueryAndNeedsNoPath() {
        try (RawConnection connection = connect()) {
            String operations = "GET http://h" + BASE + "/iam-sync/operations?limit=x HTTP/1.1\r\nHost: h\r\n";
            assertThat(connection.send(operations + TOKEN + "\r\n").read().errorMessage())
                    .contains("limit");
            assertThat(connection
                            .send("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .errorCode())
                    .isEqualTo("APIGW.0101");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a\r\nHost: b\r\n",
                "Host: \r\n",
                "Host: a b\r\n",
                "Host: a/b\r\n",
                "Host: user@a\r\n",
                "Host: a:x\r\n"
            })
    void aRequestOfHttp11NeedsOneHost(String headers) {
        try (RawConnection connection = connect()) {
            Reply reply =
                    connection.send("GET /live HTTP/1.1\r\n" + headers + "\r\n").read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0201");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G\u0001T", "\u0007", "G\tET", "GE(T", "GÄT", "", "get", "Post"})
    void aMethodThatIsNoTokenIsTheClientsMistake(String method) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send(method + " /live HTTP/1.1\r\nHost: h\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0201");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "/ready", "/openapi.json"})
    void headIsGetWithoutTheBody(String path) {
        try (RawConnection connection = connect()) {
            Reply get = connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .read();
            Reply head = connection
                    .send("HEAD " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .readHead();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
            assertThat(head.header("content-length"))
                    .isEqualTo(Integer.toString(get.body().getBytes(UTF_8).length));
            Reply next =
                    connection.send("GET /live HTTP/1.1\r\nHost: h\r\n\r\n").read();
            assertThat(next.body()).isEqualTo("{\"status\":\"up\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live", "/ready", "/openapi.json"})
    void optionsTellsWhatIsAllowed(String path) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("OPTIONS " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")
                    .read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void aHeadThatFindsNothingHasNoBodyEither() {
        try (RawConnection connection = connect()) {
            connection.send("HEAD /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(connection.readHead().status()).isEqualTo(404);
            assertThat(connection
                            .send("GET /live HTTP/1.1\r\nHost: h\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "identity, gzip", "br", "x"})
    void aBodyThatIsEncodedIsRefusedWithTheReason(String encoding) {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\n" + TOKEN + "Content-Encoding: " + encoding
                            + "\r\nContent-Length: 3\r\n\r\nabc")
                    .read();
            assertThat(reply.status()).isEqualTo(415);
            assertThat(reply.errorCode()).isEqualTo("APIGW.0201");
            assertThat(reply.errorMessage()).contains("Content-Encoding is not supported");
            assertThat(reply.header("accept-encoding")).isEqualTo("identity");
            OpenApiContract.check("POST", USERS, reply);
        }
    }

    @Test
    void identityIsNoEncoding() {
        try (RawConnection connection = connect()) {
            Reply reply = connection
                    .send("POST " + USERS + " HTTP/1.1\r\nHost: h\r\n" + TOKEN
                            + "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}")
                    .read();
            assertThat(reply.errorCode()).isEqualTo("12000002");
        }
    }
}
