package io.rollcall.operation.model;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a person decided about an operation.
///
/// @param comment why, in the person's own words; null if there is none
public record Decision(
        Kind kind, Requester by, Instant at, @Nullable String comment) {
    /// What was decided.
    public enum Kind {
        /// To carry out a held plan.
        RELEASED,
        /// To discard a held plan.
        DISCARDED,
        /// To stop an operation that waits or runs.
        STOPPED;

        /// As the API and the database spell it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
