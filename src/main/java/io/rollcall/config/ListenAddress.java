package io.rollcall.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where to listen, written `host:port`, with brackets round an IPv6 address.
///
/// @param host a name or an address, without brackets
/// @param port 0 for any free one
public record ListenAddress(String host, int port) {
    /// Loopback: an administrator who wants other machines to reach it configures that.
    public static final ListenAddress DEFAULT = new ListenAddress("127.0.0.1", 8470);

    private static final Pattern WRITTEN = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]\\s/]+)):([0-9]{1,5})");

    /// @throws IllegalArgumentException when the text is no address
    static ListenAddress parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group(3));
            if (port <= 65_535) {
                return new ListenAddress(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
            }
        }
        throw new IllegalArgumentException("must be host:port, like 127.0.0.1:8470 or [::1]:8470");
    }

    /// Whether only this machine can reach it. False for a name that cannot be resolved now.
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// Its form in a URL, with the port that the server really listens on.
    public String authority(int realPort) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + realPort;
    }
}
