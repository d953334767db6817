package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A text that must never be printed: a secret access key, a password, a token.
///
/// It is a type of its own so that a log line, an exception message or a record's `toString()` cannot give it
/// away; [#reveal()] marks the few places that need the text.
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if `text` is empty: an empty secret is a missing one
    public static Secret of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        return new Secret(text);
    }

    /// The text itself. Never log it or keep it longer than the call that needs it.
    public String reveal() {
        return text;
    }

    /// Equal texts, compared in a time that does not depend on where they differ.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(text.getBytes(UTF_8), that.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
