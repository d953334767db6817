package io.rollcall.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.NioSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.TlsNioSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.rollcall.tls.ServerTls;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One connection of a client, with what the web server lacks: TLS where configured, a deadline for every step of
/// the client, HTTP/1.0, and an end when one was announced. The web server reads and writes through it as usual.
public final class Wire implements ServerConnection, InterruptableTask<Void> {
    /// The connection of the current thread. Bound wherever a request is answered.
    private static final ScopedValue<Wire> CURRENT = ScopedValue.newInstance();

    private final ConnectionContext context;
    private final Connections connections;
    private final Accepted accepted;
    private final HelidonSocket socket;
    private final RequestLineReader reader;
    private final ServerConnection http1;

    private Wire(ConnectionContext context, Selector selector) {
        this.context = context;
        this.connections = selector.connections();
        Accepted found = connections.between(
                context.localPeer().address(), context.remotePeer().address());
        if (found == null) {
            throw new CloseConnectionException("made room for another one");
        }
        this.accepted = found;
        this.socket = selector.tls() == null
                ? NioSocket.server(found.channel(), context.childSocketId(), context.socketId())
                : TlsNioSocket.server(
                        found.channel(), selector.tls().engine(), context.childSocketId(), context.socketId());
        this.reader = new RequestLineReader(this::receive, selector.requestLineLimit(), accepted);
        DataWriter writer = new UnchunkedWriter(new PacedWriter(socket, accepted), reader::isHttp10);
        this.http1 = selector.server().connection(new Context(context, socket, reader, writer));
    }

    /// Makes the connections of a listener.
    ///
    /// @param tls null for clear text
    static ServerConnectionSelector selector(Http1Config config, Connections connections, @Nullable ServerTls tls) {
        return new Selector(
                Http1ConnectionSelector.builder().config(config).build(), config.maxPrologueLength(), connections, tls);
    }

    public static Wire current() {
        return CURRENT.get();
    }

    /// Whether the current request is HTTP/1.0.
    public boolean isHttp10() {
        return reader.isHttp10();
    }

    /// Ends the connection after the answer to the current request.
    public void endAfterAnswer() {
        http1.close(false);
    }

    /// Limits the time for the rest of the current body.
    public void hurry(Duration time) {
        accepted.hurry(time);
    }

    private byte @Nullable [] receive() {
        accepted.beforeReading();
        try {
            return socket.get();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SSLException) {
                // Closing sends the alert with the reason.
                closeEncryption();
            }
            throw new ServerConnectionException("nothing can be read any more", e);
        } finally {
            accepted.afterReading();
        }
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            ScopedValue.where(CURRENT, this).call(() -> {
                http1.handle(limit);
                return this;
            });
        } finally {
            closeEncryption();
            connections.remove(
                    context.localPeer().address(), context.remotePeer().address(), accepted);
        }
    }

    /// Tells a TLS client that no more data follows; the web server closes the socket.
    private void closeEncryption() {
        if (!socket.isSecure() || !accepted.channel().isOpen()) {
            return;
        }
        accepted.beforeWriting();
        try {
            socket.close();
        } catch (RuntimeException e) {
            // It had ended already.
        } finally {
            accepted.afterWriting();
        }
    }

    @Override
    public boolean canInterrupt() {
        return http1 instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    /// Never idle: [Connections] ends overdue connections, and can tell a long answer from silence.
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        http1.close(interrupt);
    }

    private record Selector(
            Http1ConnectionSelector server,
            int requestLineLimit,
            Connections connections,
            @Nullable ServerTls tls) implements ServerConnectionSelector {
        @Override
        public int bytesToIdentifyConnection() {
            return 0;
        }

        /// There is no other protocol here; bytes that are not HTTP get an answer that says so.
        @Override
        public Support supports(BufferData begin) {
            return Support.SUPPORTED;
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return Set.of("http/1.1", "http/1.0");
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new Wire(context, this);
        }
    }

    private record Context(ConnectionContext plain, HelidonSocket socket, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return plain.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return plain.executor();
        }

        @Override
        public Router router() {
            return plain.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return plain.proxyProtocolData();
        }

        /// As an address, never as a name: names are not looked up.
        @Override
        public PeerInfo remotePeer() {
            return plain.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return plain.localPeer();
        }

        @Override
        public boolean isSecure() {
            return socket.isSecure();
        }

        @Override
        public String socketId() {
            return plain.socketId();
        }

        @Override
        public String childSocketId() {
            return plain.childSocketId();
        }
    }
}
