package io.rollcall.cluster;

import java.util.Locale;

/// The name of a role of the Manager.
///
/// @param value 1 to 255 characters without control characters, kept exactly as the IAM or the caller spells it
public record RoleName(String value) implements Comparable<RoleName> {
    public RoleName {
        Text.checkedName("a role name", value, 255);
    }

    /// The form under which a Manager, which ignores case, compares names.
    public String key() {
        return value.toLowerCase(Locale.ROOT);
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
