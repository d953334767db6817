package io.rollcall.api.http;

import io.helidon.common.socket.SocketOptions;
import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of one listener: limits their number, and the time of each next step. The web server passes
/// each accepted connection to it as if to set options of its socket. Thread-safe.
final class Connections implements SocketOptions, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final int most;
    private final Timeouts timeouts;
    private final SocketOptions options = SocketOptions.create();
    private final Map<Ends, Accepted> open = new ConcurrentHashMap<>();
    private final Periodic watchdog;

    /// No two connections have the same.
    private record Ends(SocketAddress local, SocketAddress remote) {}

    /// @param most the most connections at a time
    Connections(int most, Timeouts timeouts, LoopObserver observer) {
        this.most = most;
        this.timeouts = timeouts;
        this.watchdog = new Periodic("connection-deadlines", tick(timeouts), observer, this::watch)
                .pausingFirst()
                .onPlatformThread();
        watchdog.start();
    }

    /// Beyond the limit, the connection that has been waiting longest for its next request is closed; if all are
    /// in use, the new one is refused.
    @Override
    public void configureSocket(SocketChannel channel) {
        options.configureSocket(channel);
        if (open.size() >= most && !makeRoom()) {
            throw new IllegalStateException("there are as many connections as there may be");
        }
        try {
            open.put(new Ends(channel.getLocalAddress(), channel.getRemoteAddress()), new Accepted(channel, timeouts));
        } catch (IOException e) {
            throw new IllegalStateException("the connection has gone already", e);
        }
    }

    private boolean makeRoom() {
        Optional<Map.Entry<Ends, Accepted>> silent = open.entrySet().stream()
                .filter(entry -> entry.getValue().waitsForRequest())
                .min(Comparator.comparingLong(entry -> entry.getValue().due() - System.nanoTime()));
        silent.ifPresent(entry -> end(entry.getKey(), entry.getValue()));
        return silent.isPresent();
    }

    private void end(Ends ends, Accepted accepted) {
        open.remove(ends, accepted);
        try {
            accepted.channel().close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("connection not closed");
        }
    }

    /// The connection between these two; null if it has been ended meanwhile.
    @Nullable
    Accepted between(SocketAddress local, SocketAddress remote) {
        return open.get(new Ends(local, remote));
    }

    /// Removes the connection between these two.
    void remove(SocketAddress local, SocketAddress remote, Accepted accepted) {
        open.remove(new Ends(local, remote), accepted);
    }

    int count() {
        return open.size();
    }

    private static Duration tick(Timeouts timeouts) {
        long shortest =
                Math.min(timeouts.header().toMillis(), timeouts.silence().toMillis());
        return Duration.ofMillis(Math.clamp(shortest / 20, 10, 250));
    }

    private void watch() {
        long now = System.nanoTime();
        open.forEach((ends, accepted) -> {
            try {
                accepted.check(now);
            } catch (IOException e) {
                // It has ended already.
                log.atDebug().setCause(e).log("connection not ended");
            }
            if (!accepted.channel().isOpen()) {
                open.remove(ends, accepted);
            }
        });
    }

    @Override
    public void close() {
        watchdog.close();
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    /// The web server does not use it.
    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
