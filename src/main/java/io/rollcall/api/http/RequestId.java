package io.rollcall.api.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the values of `X-Request-Id`: 32 hexadecimal digits, never the caller's own.
public final class RequestId {
    public static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    private RequestId() {}

    public static String next() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
