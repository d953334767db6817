package io.rollcall.wire;

import io.rollcall.cluster.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That an account has a password now.
///
/// @param password the one that was made; null if it was given
/// @param mustChange whether any part of the Manager was told to demand another one at the first use
/// @param setIn where it was set
/// @param mustChangeIn those of them that took the demand for another one
public record PasswordJson(
        String userName,
        @Nullable Secret password,
        boolean mustChange,
        List<Word<Place>> setIn,
        List<Word<Place>> mustChangeIn) {
    /// A part of a Manager that keeps a password of its own.
    public enum Place {
        DIRECTORY,
        REALM
    }
}
