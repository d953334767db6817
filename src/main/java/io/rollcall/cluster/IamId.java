package io.rollcall.cluster;

/// The id that an IAM gave a user or a group. It survives renames, so ownership is tied to it and not to a name.
///
/// @param value 1 to 128 characters without control characters
public record IamId(String value) implements Comparable<IamId> {
    public IamId {
        Text.checkedName("an IAM id", value, 128);
    }

    @Override
    public int compareTo(IamId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
