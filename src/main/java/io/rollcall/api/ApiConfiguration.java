package io.rollcall.api;

import io.rollcall.access.Access;
import io.rollcall.api.http.Edge;
import java.time.Duration;

/// How the API is served.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any free one
/// @param requestsPerSecond how many requests per second one caller may send on average (R11)
/// @param burst how many requests one caller may send in a burst
/// @param concurrentRequests how many requests that have arrived are worked on at the same time; more are answered
///     429
/// @param access what callers may do
/// @param shutdownGrace how long running requests may take to end when the server closes
/// @param edge how the API meets unauthenticated clients
public record ApiConfiguration(
        String host,
        int port,
        double requestsPerSecond,
        int burst,
        int concurrentRequests,
        Access access,
        Duration shutdownGrace,
        Edge edge) {
    public ApiConfiguration {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
        // Written so that NaN is refused too.
        if (!(requestsPerSecond > 0) || burst < 1 || concurrentRequests < 1) {
            throw new IllegalArgumentException("rate, burst and concurrent requests must be positive");
        }
        if (shutdownGrace.isNegative()) {
            throw new IllegalArgumentException("the shutdown grace must not be negative");
        }
    }

    /// The defaults.
    public static ApiConfiguration of(String host, int port) {
        return new ApiConfiguration(host, port, 50, 200, 500, Access.DEFAULT, Duration.ofSeconds(10), Edge.STANDARD);
    }

    /// The same with another rate.
    public ApiConfiguration withRate(double perSecond, int newBurst) {
        return new ApiConfiguration(host, port, perSecond, newBurst, concurrentRequests, access, shutdownGrace, edge);
    }

    /// The same with other rights.
    public ApiConfiguration withAccess(Access decided) {
        return new ApiConfiguration(
                host, port, requestsPerSecond, burst, concurrentRequests, decided, shutdownGrace, edge);
    }

    /// The same with another edge.
    public ApiConfiguration withEdge(Edge other) {
        return new ApiConfiguration(
                host, port, requestsPerSecond, burst, concurrentRequests, access, shutdownGrace, other);
    }
}
