package io.rollcall.operation.model;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// The id of an operation: 32 hexadecimal digits that sort by the time of acceptance.
public record OperationId(String value) implements Comparable<OperationId> {
    private static final Pattern VALID = Pattern.compile("[0-9a-f]{32}");

    public OperationId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an operation id has 32 hexadecimal digits");
        }
    }

    public static boolean isValid(String value) {
        return VALID.matcher(value).matches();
    }

    /// A new id for an operation accepted at that time.
    public static OperationId newAt(long epochMilli) {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return new OperationId(hex.toHexDigits(epochMilli, 12)
                + hex.toHexDigits(random.nextLong(), 10)
                + hex.toHexDigits(random.nextLong(), 10));
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
