package io.rollcall.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// One connection of a client, in what the web server leaves open: it also speaks HTTP/1.0, and it ends when it was
/// announced to end. The server reads and answers as before, on both sides of it.
final class Wire implements ServerConnection, InterruptableTask<Void> {
    /// The connection on whose thread we are. Bound wherever a request is answered.
    private static final ScopedValue<Wire> CURRENT = ScopedValue.newInstance();

    private final RequestLineReader reader;
    private final ServerConnection http1;

    private Wire(ConnectionContext context, Http1ConnectionSelector server, int requestLineLimit) {
        this.reader = new RequestLineReader(context.dataReader(), requestLineLimit);
        DataWriter writer = new UnchunkedWriter(context.dataWriter(), reader::isHttp10);
        this.http1 = server.connection(new Context(context, reader, writer));
    }

    /// Makes the connections of a server.
    static ServerConnectionSelector selector(Http1Config config) {
        return new Selector(Http1ConnectionSelector.builder().config(config).build(), config.maxPrologueLength());
    }

    static Wire current() {
        return CURRENT.get();
    }

    /// Whether the request that is answered now is one of HTTP/1.0.
    boolean isHttp10() {
        return reader.isHttp10();
    }

    /// Ends the connection once the request that is answered now has its answer.
    void endAfterAnswer() {
        http1.close(false);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        ScopedValue.where(CURRENT, this).call(() -> {
            http1.handle(limit);
            return this;
        });
    }

    @Override
    public boolean canInterrupt() {
        return http1 instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
        return http1.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        http1.close(interrupt);
    }

    private record Selector(Http1ConnectionSelector server, int requestLineLimit) implements ServerConnectionSelector {
        @Override
        public int bytesToIdentifyConnection() {
            return 0;
        }

        /// There is no other protocol here; what is not HTTP gets an answer that says so.
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
            return new Wire(context, server, requestLineLimit);
        }
    }

    private record Context(ConnectionContext socket, DataReader dataReader, DataWriter dataWriter)
            implements ConnectionContext {
        @Override
        public ListenerContext listenerContext() {
            return socket.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return socket.executor();
        }

        @Override
        public Router router() {
            return socket.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return socket.proxyProtocolData();
        }

        @Override
        public PeerInfo remotePeer() {
            return socket.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return socket.localPeer();
        }

        @Override
        public boolean isSecure() {
            return socket.isSecure();
        }

        @Override
        public String socketId() {
            return socket.socketId();
        }

        @Override
        public String childSocketId() {
            return socket.childSocketId();
        }
    }
}
