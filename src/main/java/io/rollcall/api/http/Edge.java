package io.rollcall.api.http;

import io.rollcall.signature.SignatureRules;
import io.rollcall.tls.ServerTls;
import org.jspecify.annotations.Nullable;

/// How the API meets unauthenticated clients: TLS, limits and deadlines.
///
/// @param tls null for clear text
/// @param connections the most connections at a time
/// @param management where health and metrics are served beside the API
/// @param strangers how often unauthenticated callers may call, all together
/// @param timeouts how long a connection may take for its next step
/// @param signatures what a signature must be valid for
public record Edge(
        @Nullable ServerTls tls,
        int connections,
        Address management,
        Rate strangers,
        Timeouts timeouts,
        SignatureRules signatures) {
    /// Clear text, and otherwise the defaults.
    public static final Edge STANDARD = new Edge(
            null,
            1_000,
            new Address("127.0.0.1", 0),
            new Rate(1_000, 2_000),
            Timeouts.STANDARD,
            SignatureRules.STANDARD);

    /// Where to listen.
    ///
    /// @param port 0 for any free one
    public record Address(String host, int port) {}

    /// A rate.
    ///
    /// @param perSecond on average
    /// @param burst at once
    public record Rate(double perSecond, int burst) {
        /// @throws IllegalArgumentException for what is not positive
        public Rate {
            // Written so that NaN is refused too.
            if (!(perSecond > 0) || burst < 1) {
                throw new IllegalArgumentException("rate and burst must be positive");
            }
        }
    }

    /// @throws IllegalArgumentException if no client could connect
    public Edge {
        if (connections < 1) {
            throw new IllegalArgumentException("there must be room for one connection");
        }
    }

    /// The same, encrypted.
    public Edge withTls(@Nullable ServerTls other) {
        return new Edge(other, connections, management, strangers, timeouts, signatures);
    }

    /// The same with another limit of connections.
    public Edge withConnections(int most) {
        return new Edge(tls, most, management, strangers, timeouts, signatures);
    }

    /// The same with health and metrics elsewhere.
    public Edge withManagement(Address address) {
        return new Edge(tls, connections, address, strangers, timeouts, signatures);
    }

    /// The same with another rate for unauthenticated callers.
    public Edge withStrangers(Rate rate) {
        return new Edge(tls, connections, management, rate, timeouts, signatures);
    }

    /// The same with other timeouts.
    public Edge withTimeouts(Timeouts other) {
        return new Edge(tls, connections, management, strangers, other, signatures);
    }

    /// The same with other rules for signatures.
    public Edge withSignatures(SignatureRules rules) {
        return new Edge(tls, connections, management, strangers, timeouts, rules);
    }
}
