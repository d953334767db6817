package io.rollcall.cluster;

import java.net.InetAddress;
import java.net.URI;

/// Whether what is sent to a host stays on this machine, so that it cannot be read on a network.
public final class Loopback {
    private Loopback() {}

    /// Whether a host is this machine by its very name or address; no name is looked up, because a name server
    /// could answer anything.
    ///
    /// @param host as a URI has it: an IPv6 address with or without its brackets
    public static boolean is(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The same for the host of an address.
    public static boolean is(URI uri) {
        return uri.getHost() != null && is(uri.getHost());
    }
}
