package io.rollcall.policy;

import io.rollcall.cluster.ClusterId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The circumstances of a request, as far as conditions of policies may ask for them. Null means unknown, and an
/// unknown circumstance never allows anything.
///
/// @param address where the request came from: the other end of its connection
/// @param at when the request arrived
/// @param cluster which cluster it is about, whether or not that cluster exists
/// @param mfa whether the caller logged in with a second factor; null when the credential does not say, as with
///     access
///     keys
public record Circumstances(
        @Nullable String address,
        @Nullable Instant at,
        @Nullable ClusterId cluster,
        @Nullable Boolean mfa) {
    /// Nothing is known about the request.
    public static final Circumstances UNKNOWN = new Circumstances(null, null, null, null);

    /// The same request, as far as it is about that cluster.
    public Circumstances about(ClusterId one) {
        return new Circumstances(address, at, one, mfa);
    }
}
