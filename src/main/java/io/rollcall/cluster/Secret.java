package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A text that must never be printed: a secret access key, a password, a token.
///
/// It is a type of its own so that a log line, an exception message or a record's `toString()` cannot give it
/// away; [#reveal()] marks the few places that need the text. It may be stored elsewhere and change there, as in a
/// file: so callers reveal it each time that they need it, and never store the text.
public final class Secret {
    private final Supplier<Content> content;

    /// The current text of a secret.
    ///
    /// @param version a different value whenever the secret was written anew, even with the same text
    public record Content(String text, String version) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private Secret(Supplier<Content> content) {
        this.content = content;
    }

    /// @throws IllegalArgumentException if `text` is empty: an empty secret is a missing one
    public static Secret of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        Content fixed = new Content(text, "");
        return new Secret(() -> fixed);
    }

    /// A secret whose text may change between two calls.
    ///
    /// @param content never gives an empty text
    public static Secret kept(Supplier<Content> content) {
        return new Secret(content);
    }

    /// The text itself. Never log it, and do not retain it longer than the call that needs it.
    public String reveal() {
        return content.get().text();
    }

    /// A stand-in for the current text: it changes when the text is written anew, and does not contain the text.
    public String stamp() {
        Content now = content.get();
        return Sha256.hex(now.text()) + " " + now.version();
    }

    /// Equal texts, compared in a time that does not depend on where they differ.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(reveal().getBytes(UTF_8), that.reveal().getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return reveal().hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
