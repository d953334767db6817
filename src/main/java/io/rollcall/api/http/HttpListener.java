package io.rollcall.api.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http1.Http1Config;
import io.rollcall.background.LoopObserver;
import io.rollcall.tls.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A port on which requests are answered, each on a virtual thread of its own.
public final class HttpListener implements AutoCloseable {
    /// For all headers of a request together: enough for a token and for 64-character ids in any encoding.
    private static final int MAXIMUM_HEADERS = 64 * 1024;

    private static final int MAXIMUM_REQUEST_LINE = 8 * 1024;

    private final WebServer server;
    private final Connections connections;

    private HttpListener(WebServer server, Connections connections) {
        this.server = server;
        this.connections = connections;
    }

    /// Starts to serve; returns when requests are answered.
    ///
    /// @param port 0 for any free one
    /// @param tls null for clear text
    /// @param grace how long running requests may take to end when it is closed
    /// @throws UncheckedIOException when the address is taken, or is none of this machine
    public static HttpListener start(
            String host,
            int port,
            @Nullable ServerTls tls,
            int most,
            Timeouts timeouts,
            Duration grace,
            Handler handler,
            LoopObserver observer) {
        checkAddress(host, port);
        Connections connections = new Connections(most, timeouts, observer);
        WebServer server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownGracePeriod(grace)
                .shutdownHook(false)
                // BodyReader has the limit: the server would close the connection while the sender is still
                // sending.
                .maxPayloadSize(-1)
                .connectionOptions(connections)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(Wire.selector(http1(), connections, tls))
                .contentEncoding(new AnyEncoding())
                .directHandlers(TransportErrors.all())
                .routing(routing -> routing.any(handler))
                .build();
        return new HttpListener(server.start(), connections);
    }

    /// `RequestTarget` checks the `Host` header instead of the server: HTTP/1.0 does not need one.
    @SuppressWarnings("removal") // The server is to make that check unconditional some day (decision page 0071).
    private static Http1Config http1() {
        return Http1Config.builder()
                .maxHeadersSize(MAXIMUM_HEADERS)
                .maxPrologueLength(MAXIMUM_REQUEST_LINE)
                .validateRequestHostHeader(false)
                .build();
    }

    /// Helidon only logs that it cannot listen, and continues; so this is checked before.
    private static void checkAddress(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
        }
    }

    public int port() {
        return server.port();
    }

    public int connections() {
        return connections.count();
    }

    /// Takes no new requests, lets the running ones end within the grace, and stops.
    @Override
    public void close() {
        server.stop();
        connections.close();
    }
}
