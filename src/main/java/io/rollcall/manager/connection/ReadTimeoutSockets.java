package io.rollcall.manager.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes sockets on which every read has a time limit, also during the TLS handshake: the SDK limits the time to
/// connect, but not the wait for the server's part of the handshake.
final class ReadTimeoutSockets extends SocketFactory {
    private final SocketFactory sockets;
    private final int millis;

    /// @param millis for one read; the SDK sets its own limits once the connection is made
    ReadTimeoutSockets(SocketFactory sockets, int millis) {
        this.sockets = sockets;
        this.millis = millis;
    }

    @Override
    public Socket createSocket() throws IOException {
        return limited(sockets.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return limited(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return limited(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return limited(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return limited(sockets.createSocket(host, port, local, localPort));
    }

    private Socket limited(Socket socket) throws IOException {
        socket.setSoTimeout(millis);
        return socket;
    }
}
