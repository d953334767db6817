package io.rollcall.config;

/// How often one caller may call (decision 11), and what strangers may use up.
///
/// @param requestsPerSecond in the long run
/// @param burst at once
/// @param strangersPerSecond in the long run, of all together whose credentials have not proved right
/// @param strangersBurst of them at once
/// @param connections at a time
public record LimitSettings(
        int requestsPerSecond, int burst, int strangersPerSecond, int strangersBurst, int connections) {
    /// Generous to a script, small to a flood.
    public static final LimitSettings DEFAULT = new LimitSettings(100, 500, 1_000, 2_000, 1_000);
}
