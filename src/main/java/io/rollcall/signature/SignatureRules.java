package io.rollcall.signature;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a signature must be valid for.
///
/// @param region of `V11-HMAC-SHA256`; null for any
/// @param service of `V11-HMAC-SHA256`; null for any
/// @param hosts where `Host` is signed, its name is one of these, with the port where one is given; empty for any
/// @param unsignedBodies when a writing call may leave its body out of the signature
/// @param refuseReplays whether a writing call that was sent before is refused
public record SignatureRules(
        @Nullable String region,
        @Nullable String service,
        List<String> hosts,
        UnsignedBodies unsignedBodies,
        boolean refuseReplays) {
    /// When a call that changes something may carry a body that was not signed (`UNSIGNED-PAYLOAD`).
    public enum UnsignedBodies {
        NEVER,
        /// Where no third party can change it: the connection to this server is encrypted.
        ENCRYPTED,
        ALWAYS
    }

    /// The documented service in any region.
    public static final SignatureRules STANDARD =
            new SignatureRules(null, "mrs", List.of(), UnsignedBodies.ENCRYPTED, false);

    /// @throws IllegalArgumentException if the region or the service cannot be in a signature
    public SignatureRules {
        if ((region != null && !Authorization.isScopePart(region))
                || (service != null && !Authorization.isScopePart(service))) {
            throw new IllegalArgumentException("region and service have 1 to 64 letters, digits and -_. each");
        }
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /// The same for one region.
    public SignatureRules withRegion(String name) {
        return new SignatureRules(name, service, hosts, unsignedBodies, refuseReplays);
    }

    /// The same for one service.
    public SignatureRules withService(String name) {
        return new SignatureRules(region, name, hosts, unsignedBodies, refuseReplays);
    }

    /// The same for those hosts.
    public SignatureRules withHosts(List<String> names) {
        return new SignatureRules(region, service, names, unsignedBodies, refuseReplays);
    }

    /// The same with another rule for bodies that are not signed.
    public SignatureRules withUnsignedBodies(UnsignedBodies when) {
        return new SignatureRules(region, service, hosts, when, refuseReplays);
    }

    /// The same with replays refused.
    public SignatureRules withoutReplays() {
        return new SignatureRules(region, service, hosts, unsignedBodies, true);
    }

    boolean fits(Scheme scheme) {
        return switch (scheme) {
            case Scheme.SdkHmac _ -> true;
            case Scheme.V11 v11 ->
                (region == null || region.equals(v11.region())) && (service == null || service.equals(v11.service()));
        };
    }

    /// @param host the value of a `Host` header
    boolean knows(String host) {
        String text = host.toLowerCase(Locale.ROOT);
        String name = text.replaceFirst(":[0-9]*\\z", "");
        return hosts.isEmpty() || hosts.contains(text) || hosts.contains(name);
    }

    boolean allowsUnsignedBody(boolean encrypted) {
        return switch (unsignedBodies) {
            case NEVER -> false;
            case ENCRYPTED -> encrypted;
            case ALWAYS -> true;
        };
    }
}
