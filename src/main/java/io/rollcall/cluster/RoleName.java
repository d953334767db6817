package io.rollcall.cluster;

/// The name of a role of the Manager.
///
/// @param value 1 to 255 characters without control characters, kept exactly as the IAM or the caller spells it
public record RoleName(String value) implements Comparable<RoleName> {
    public RoleName {
        Text.checkedName("a role name", value, 255);
    }

    /// The form under which a Manager compares names ([Text#key]).
    public String key() {
        return Text.key(value);
    }

    @Override
    public int compareTo(RoleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
