package io.rollcall.wire;

import java.util.Map;

/// Whether the process can serve requests.
///
/// @param checks what the process needs, then its neighbours, by name
public record ReadyJson(Word<Status> status, Map<String, Word<Check>> checks) {
    /// The answer in one word.
    public enum Status {
        UP,
        /// Requests are served, but a neighbour does not answer.
        DEGRADED,
        DOWN
    }

    /// How one thing stands.
    public enum Check {
        UP,
        DOWN,
        /// Asked, but not answered yet.
        UNKNOWN
    }
}
