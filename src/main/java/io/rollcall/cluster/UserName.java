package io.rollcall.cluster;

/// The name of a user, in the IAM and in the Manager alike: a name is never changed on its way (R19).
///
/// @param value 1 to 255 characters without control characters, kept exactly as the IAM or the caller spells it
public record UserName(String value) implements Comparable<UserName> {
    public UserName {
        Text.checkedName("a user name", value, 255);
    }

    /// The form under which a Manager compares names ([Text#key]).
    public String key() {
        return Text.key(value);
    }

    @Override
    public int compareTo(UserName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
