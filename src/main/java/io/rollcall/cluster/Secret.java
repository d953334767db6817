package io.rollcall.cluster;

<<<<<<< HEAD
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A password or a secret key. Prints as `***`, so that no log, message or debugger line can hold it by accident;
/// whoever needs the text asks for it by name.
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /// Wraps a text. An empty one is allowed: a file may hold it, and the comparison must still work.
    public static Secret of(String value) {
        return new Secret(value);
    }

    /// The text itself, for the one place that hands it to a server or a signature.
    public String reveal() {
        return value;
    }

    /// Compares in constant time for texts of equal length.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
=======
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A text that must never be printed: a secret access key, a password, a token.
///
/// It is a type of its own so that a log line, an exception message or a record's `toString()` cannot give it away;
/// [#reveal()] marks the few places that need the text.
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
>>>>>>> signature
    }

    @Override
    public int hashCode() {
<<<<<<< HEAD
        return value.hashCode();
=======
        return text.hashCode();
>>>>>>> signature
    }

    @Override
    public String toString() {
        return "***";
    }
}
