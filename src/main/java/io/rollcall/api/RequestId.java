package io.rollcall.api;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the values of `X-Request-Id`: 32 hexadecimal digits, never the caller's own.
final class RequestId {
    private RequestId() {}

    static String next() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
