package io.rollcall.api;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.Operations;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.signature.SignatureVerifier;
import io.rollcall.sync.IdentitySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// The running API. Each request has a virtual thread of its own.
public final class ApiServer implements AutoCloseable {
    /// Long enough for a token and for 64-character ids in any encoding; all headers of a request together.
    private static final int MAXIMUM_HEADERS = 64 * 1024;

    private static final int MAXIMUM_REQUEST_LINE = 8 * 1024;

    /// A sender who is silent for so long in the middle of a request is given up.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

    /// For the large ones among all bodies that are being read or answered.
    private static final long BODY_BUDGET = 96L * 1024 * 1024;

    private static final Duration BODY_PATIENCE = Duration.ofSeconds(60);

    private final WebServer server;
    private final EventStreams streams;

    private ApiServer(WebServer server, EventStreams streams) {
        this.server = server;
        this.streams = streams;
    }

    /// Starts to serve; returns when requests are answered.
    ///
    /// @param clusters all clusters there are, whatever their project
    /// @param iam knows the callers
    /// @throws UncheckedIOException when the address is taken, or is none of this machine
    public static ApiServer start(
            ApiConfiguration configuration,
            Function<ClusterId, Optional<Cluster>> clusters,
            IdentitySource iam,
            Operations operations,
            Metrics metrics,
            Readiness readiness,
            InstantSource clock) {
        checkAddress(configuration);
        EventStreams streams = new EventStreams(operations, EventStreams.Pace.STANDARD);
        Dispatcher dispatcher = new Dispatcher(
                new CallerAuthentication(
                        iam, new SignatureVerifier(clock, SignatureVerifier.DEFAULT_MAXIMUM_SKEW), clock),
                new Authorization(configuration.access()),
                new RateLimiter(configuration.requestsPerSecond(), configuration.burst(), clock),
                clusters,
                operations,
                streams,
                clock);
        HttpAdapter adapter = new HttpAdapter(
                dispatcher, new PublicPages(metrics, readiness), new BodyReader(BODY_BUDGET, BODY_PATIENCE), metrics);
        WebServer server = WebServer.builder()
                .host(configuration.host())
                .port(configuration.port())
                .shutdownGracePeriod(configuration.shutdownGrace())
                .shutdownHook(false)
                // BodyReader has the limit: the server would hang up while the sender is still sending.
                .maxPayloadSize(-1)
                .maxConcurrentRequests(configuration.concurrentRequests())
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .connectionOptions(options -> options.readTimeout(READ_TIMEOUT))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(Wire.selector(http1()))
                .contentEncoding(new AnyEncoding())
                .directHandlers(TransportErrors.all())
                .routing(routing -> routing.any(adapter))
                .build();
        return new ApiServer(server.start(), streams);
    }

    /// `RequestTarget` checks the `Host` header instead of the server: HTTP/1.0 has no need of one.
    @SuppressWarnings("removal") // The server is to make that check unconditional some day (decision page 0071).
    private static Http1Config http1() {
        return Http1Config.builder()
                .maxHeadersSize(MAXIMUM_HEADERS)
                .maxPrologueLength(MAXIMUM_REQUEST_LINE)
                .validateRequestHostHeader(false)
                .build();
    }

    /// Helidon logs that it cannot listen, and goes on without; so that is found out before.
    private static void checkAddress(ApiConfiguration configuration) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(configuration.host(), configuration.port()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + configuration.host() + ":" + configuration.port(), e);
        }
    }

    /// The port that it listens on.
    public int port() {
        return server.port();
    }

    /// Takes no new requests, lets the running ones end within the grace, and stops.
    @Override
    public void close() {
        streams.close();
        server.stop();
    }
}
