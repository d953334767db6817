package io.rollcall.cluster;

/// The id of a cluster, as callers write it in the path.
///
/// @param value 1 to 64 letters, digits, `_` and `-` (R4)
public record ClusterId(String value) implements Comparable<ClusterId> {
    public ClusterId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a cluster id must be 1 to 64 letters, digits, '_' or '-'");
        }
    }

    /// Whether a text may be an id at all.
    public static boolean isValid(String value) {
        return Text.isId(value);
    }

    @Override
    public int compareTo(ClusterId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
