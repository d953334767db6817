package io.rollcall.config;

/// How often one caller may call (R11), and how much unauthenticated clients may consume.
///
/// @param requestsPerSecond on average
/// @param burst the largest burst
/// @param strangersPerSecond on average, of all clients together whose credentials are not proven
/// @param strangersBurst the largest burst of these clients
/// @param connections the most connections at a time
public record LimitSettings(
        int requestsPerSecond, int burst, int strangersPerSecond, int strangersBurst, int connections) {
    /// Generous to a script, small to a flood.
    public static final LimitSettings DEFAULT = new LimitSettings(100, 500, 1_000, 2_000, 1_000);
}
