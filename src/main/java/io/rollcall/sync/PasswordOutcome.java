package io.rollcall.sync;

/// What became of a password that was to be set.
public sealed interface PasswordOutcome {
    /// It is good from now on.
    ///
    /// @param mustChange whether the Manager took the demand for another one at the first use; some know no
    ///     such thing
    record Initialized(boolean mustChange) implements PasswordOutcome {}

    /// The Manager did not take it, or not everywhere. Another one is right once the reason is gone.
    ///
    /// @param reason for people, in the Manager's words where it gave some; never holds the password
    record Refused(String reason) implements PasswordOutcome {}
}
