package io.rollcall.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sends what no HTTP client would send, and reads the one answer.
final class RawHttp {
    private RawHttp() {}

    /// @param text the whole request, sent as Latin-1
    static Reply exchange(int port, String text) {
        return exchange(port, new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    }

    static Reply exchange(int port, InputStream request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            Thread.startVirtualThread(() -> write(request, socket));
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends until the server hangs up, however it does that.
    static void sendUntilHungUp(int port, InputStream endless) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            endless.transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // Hung up.
        }
    }

    private static void write(InputStream request, Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            request.transferTo(out);
            out.flush();
        } catch (IOException e) {
            // The server has answered and hung up; its answer is what counts.
        }
    }

    private static Reply read(InputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(
                headers.getOrDefault("content-length", List.of("0")).getFirst());
        return new Reply(Integer.parseInt(status[1]), headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server hung up after: " + line.toString(ISO_8859_1));
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
