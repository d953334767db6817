package io.rollcall.cluster;

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
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
