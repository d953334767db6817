package io.rollcall.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/// Connections of whatever bytes: answered in HTTP, with nothing that only a defect of ours says, or closed.
public final class HttpFuzz {
    private static final ApiFixture API = ApiFixture.start(ApiFixture.people());

    /// Longer than any answer to nonsense may take, also on a machine that has other things to do; the sender has
    /// closed its half.
    private static final int PATIENCE_MILLIS = 40_000;

    private HttpFuzz() {}

    /// Called by the fuzzer first, because a server takes longer to start, and to load what it needs for its first
    /// answer, than an input may.
    public static void fuzzerInitialize() throws IOException {
        String answer = exchange("GET /live HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            throw new IllegalStateException("no server: " + answer);
        }
    }

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        String answer;
        try {
            answer = exchange(data);
        } catch (SocketException e) {
            // A server may hang up on nonsense before it has read all of it.
            return;
        }
        if (!answer.isEmpty() && !answer.startsWith("HTTP/1.")) {
            throw new IllegalStateException("an answer that is no HTTP: " + answer);
        }
        if (answer.matches("(?s)HTTP/1\\.[01] 500 .*")) {
            throw new IllegalStateException("a defect: " + answer);
        }
    }

    private static String exchange(byte[] data) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), API.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
