package io.rollcall.cluster;

import java.net.InetAddress;
import java.util.Optional;

/// Addresses that begin with the same bits, as `192.0.2.0/24` or `2001:db8::/32` write them; one address alone is a
/// range of its own.
///
/// @param network the first address
/// @param bits how many bits all of them share
public record AddressRange(InetAddress network, int bits) {
    public AddressRange {
        if (bits < 0 || bits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("has more bits than the address");
        }
    }

    /// @throws IllegalArgumentException if it is no such range; host names are refused, because they would need a
    ///     look-up
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("must be an address or a range like 192.0.2.0/24"));
        if (slash < 0) {
            return new AddressRange(network, network.getAddress().length * 8);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("must end with a number of bits, like 192.0.2.0/24");
        }
        return new AddressRange(network, Integer.parseInt(bits));
    }

    /// Whether an address, given as text, is in the range; false for a text that is no address.
    public boolean contains(String address) {
        Optional<InetAddress> parsed = literal(address);
        if (parsed.isEmpty()) {
            return false;
        }
        byte[] other = parsed.get().getAddress();
        byte[] own = network.getAddress();
        if (other.length != own.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            // The part after a percent sign names the interface, not the host.
            return Optional.of(InetAddress.ofLiteral(text.replaceFirst("%.*", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
