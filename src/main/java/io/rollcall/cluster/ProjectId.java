package io.rollcall.cluster;

/// The id of a project of the IAM, as callers write it in the path.
///
/// @param value 1 to 64 letters, digits, `_` and `-` (R4)
public record ProjectId(String value) implements Comparable<ProjectId> {
    public ProjectId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a project id must be 1 to 64 letters, digits, '_' or '-'");
        }
    }

    /// Whether a text may be an id at all.
    public static boolean isValid(String value) {
        return Text.isId(value);
    }

    @Override
    public int compareTo(ProjectId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
