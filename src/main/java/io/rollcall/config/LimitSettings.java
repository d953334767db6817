package io.rollcall.config;

/// How often one caller may call (decision 11).
///
/// @param requestsPerSecond in the long run
/// @param burst at once
public record LimitSettings(int requestsPerSecond, int burst) {
    /// Generous to a script, small to a flood.
    public static final LimitSettings DEFAULT = new LimitSettings(100, 500);
}
