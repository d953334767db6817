package io.rollcall.operation.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A fingerprint of a plan: equal plans have the same one, and two plans that differ in any row do not. It is the
/// beginning of a SHA-256 of the rows, in their order.
final class PlanHash {
    private static final int BYTES = 16;

    private final MessageDigest digest = Sha256.digest();

    /// The next row. Each value counts with its length, so that no two rows look alike.
    PlanHash add(@Nullable Object... row) {
        for (Object value : row) {
            byte[] bytes = value == null ? new byte[0] : value.toString().getBytes(UTF_8);
            digest.update((bytes.length + (value == null ? "-" : ":")).getBytes(UTF_8));
            digest.update(bytes);
        }
        digest.update((byte) '\n');
        return this;
    }

    /// In hexadecimal digits.
    String text() {
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), BYTES));
    }
}
