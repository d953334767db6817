package io.rollcall.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks the management listener of a server, of this process or of another one, how it stands. It does so by hand:
/// to set the JDK's client up takes longer than everything else that a health check does.
final class Probe {
    private Probe() {}

    /// The status of the answer to a GET.
    ///
    /// @param url in clear text, as the management listener speaks it
    /// @param patience for the connection, and again for the answer
    /// @throws IOException when there is no answer in time, or it is not HTTP
    static int status(URI url, Duration patience) throws IOException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        int millis = Math.toIntExact(patience.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), millis);
            socket.setSoTimeout(millis);
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                    .formatted(url.getRawPath(), url.getRawAuthority());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            if (line == null || !line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
                throw new IOException("the answer is not HTTP");
            }
            return Integer.parseInt(line.substring(9, 12));
        }
    }
}
