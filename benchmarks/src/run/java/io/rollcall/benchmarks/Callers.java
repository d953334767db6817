package io.rollcall.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Callers who ask the same again and again, each on one connection, with as little effort of their own as can be.
final class Callers {
    private static final int CALLERS = 4;
    private static final int CALLS = 5_000;

    private Callers() {}

    /// How long all calls of all callers take, in milliseconds.
    static double millis(URI url) throws Exception {
        byte[] request =
                """
                GET %s HTTP/1.1\r
                Host: %s\r
                X-Auth-Token: %s\r
                \r
                """.formatted(url.getPath(), url.getAuthority(), IamFile.CALLER).getBytes(StandardCharsets.US_ASCII);
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(threads.submit(() -> {
                    call(url, request);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void call(URI url, byte[] request) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < CALLS; i++) {
                out.write(request);
                read(in);
            }
        }
    }

    private static void read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.contains(" 200 ")) {
            throw new IOException("answered with " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
