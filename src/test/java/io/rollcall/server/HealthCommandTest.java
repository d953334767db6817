package io.rollcall.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Programs;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// What a health check says of a server, by its answer.
class HealthCommandTest {
    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK, 0", "HTTP/1.0 200, 0", "HTTP/1.1 503 Service Unavailable, 1", "SSH-2.0-OpenSSH, 1"})
    void itEndsWithZeroOnlyForAServerThatIsReady(String line, int code) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> answer(server, line));
            assertThat(health("http://127.0.0.1:" + server.getLocalPort() + "/ready"))
                    .isEqualTo(code);
            answering.join();
        }
    }

    private static void answer(ServerSocket server, String line) {
        try (Socket socket = server.accept()) {
            BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(request.readLine()).isEqualTo("GET /ready HTTP/1.1");
            while (!request.readLine().isEmpty()) {
                // The head of the request.
            }
            socket.getOutputStream().write((line + "\r\n\r\n").getBytes(US_ASCII));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aServerThatIsNotThereIsNotReady() {
        assertThat(health("http://127.0.0.1:" + Programs.freePort() + "/ready")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"https://127.0.0.1:1/ready", "ready"})
    void anAddressThatCannotBeAskedIsWrongUse(String url) {
        assertThat(health(url)).isEqualTo(2);
    }

    private static int health(String url) {
        return new CommandLine(new HealthCommand()).execute("--url", url);
    }
}
