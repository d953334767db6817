package io.rollcall.api;

import static io.rollcall.api.ApiFixture.USERS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/// What a client may do who is there and does not go on.
enum SilentPeer {
    NOTHING_AT_ALL(""),
    HALF_A_REQUEST_LINE("POST /v2/"),
    HALF_A_HEADER("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nX-Half"),
    HEADERS_WITHOUT_END("POST " + USERS + " HTTP/1.1\r\nHost: h\r\n"),
    NO_BODY("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"),
    HALF_A_BODY("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nContent-Length: 200\r\n\r\n{\"user_names\":"),
    NO_CHUNK("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
    HALF_A_CHUNK_SIZE("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4"),
    HALF_A_CHUNK("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"user"),
    NO_CHUNK_AFTER_ANOTHER("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    NO_BODY_OF_A_PAGE("GET /live HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"),
    NO_BODY_OF_A_TOKEN("POST " + USERS + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: t\r\nContent-Length: 2\r\n\r\n"),
    HALF_A_SECOND_REQUEST("GET /live HTTP/1.1\r\nHost: h\r\n\r\nGET /live HTT"),
    HALF_A_REQUEST_OF_HTTP_1_0("GET /live HTTP/1.0\r\nHost:");

    private final String sent;

    SilentPeer(String sent) {
        this.sent = sent;
    }

    Socket connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sendTo(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sendTo(Socket socket) throws IOException {
        socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
    }

    /// How long it takes until the server ends the connection, however it does that.
    static Duration lifeOf(Socket socket) {
        long start = System.nanoTime();
        byte[] buffer = new byte[4096];
        try (socket) {
            socket.setSoTimeout(90_000);
            while (socket.getInputStream().read(buffer) >= 0) {
                // An answer before the end is welcome.
            }
        } catch (SocketException e) {
            // Reset: that is an end, too.
        } catch (IOException e) {
            throw new UncheckedIOException("the connection is still there", e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
