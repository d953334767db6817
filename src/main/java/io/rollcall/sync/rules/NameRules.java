package io.rollcall.sync.rules;

import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.Text;
import io.rollcall.cluster.UserName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What names a Manager can hold (contract, 5.1), and which of them belong to the Manager, its services and the
/// operating system (5.2, R20 and docs/decisions/0097-names-that-mean-more.md). A name that breaks a rule is
/// refused with that rule, never changed. All names of the sets are compared as a Manager compares them.
///
/// @param shortestUser in characters
/// @param longestUser in characters
/// @param longestGroup in characters
/// @param reservedUsers names that no user may have
/// @param reservedGroups names that no group may have
/// @param allowedUsers names that a user may have nevertheless, even where a rule on the form of names reserves
///     them
/// @param allowedGroups names that a group may have nevertheless, likewise
public record NameRules(
        int shortestUser,
        int longestUser,
        int longestGroup,
        Set<String> reservedUsers,
        Set<String> reservedGroups,
        Set<String> allowedUsers,
        Set<String> allowedGroups) {
    private static final String BELONGS = "the name belongs to the Manager or to the operating system of its nodes";

    public NameRules {
        reservedUsers = keys(reservedUsers);
        reservedGroups = keys(reservedGroups);
        allowedUsers = keys(allowedUsers);
        allowedGroups = keys(allowedGroups);
    }

    /// With no exceptions.
    public NameRules(
            int shortestUser,
            int longestUser,
            int longestGroup,
            Set<String> reservedUsers,
            Set<String> reservedGroups) {
        this(shortestUser, longestUser, longestGroup, reservedUsers, reservedGroups, Set.of(), Set.of());
    }

    /// The documented limits of a Manager 3.x, and the names that are usual on its nodes.
    public static NameRules documented() {
        return new NameRules(3, 32, 64, ReservedNames.ALL, ReservedNames.ALL);
    }

    /// The same rules with these names allowed.
    public NameRules allowing(Set<String> users, Set<String> groups) {
        return new NameRules(shortestUser, longestUser, longestGroup, reservedUsers, reservedGroups, users, groups);
    }

    /// The rule that the name breaks, in words; empty if a Manager can hold it.
    public Optional<String> brokenBy(UserName name) {
        Optional<String> unreadable = unreadable(name.value());
        if (unreadable.isPresent()) {
            return unreadable;
        }
        int length = Text.length(name.value());
        if (length < shortestUser || length > longestUser) {
            return Optional.of("a Manager user name has " + shortestUser + " to " + longestUser
                    + " characters, this one has " + length);
        }
        return brokenCharacters("user", name.value());
    }

    /// The rule that the name breaks, in words; empty if a Manager can hold it.
    public Optional<String> brokenBy(GroupName name) {
        Optional<String> unreadable = unreadable(name.value());
        if (unreadable.isPresent()) {
            return unreadable;
        }
        int length = Text.length(name.value());
        if (length > longestGroup) {
            return Optional.of("a Manager group name has 1 to " + longestGroup + " characters, this one has " + length);
        }
        return brokenCharacters("group", name.value());
    }

    /// Why no user may have the name, in words; empty if one may.
    public Optional<String> reservedBy(UserName name) {
        return reservedBy(name.value(), name.key(), reservedUsers, allowedUsers);
    }

    /// Why no group may have the name, in words; empty if one may.
    public Optional<String> reservedBy(GroupName name) {
        return reservedBy(name.value(), name.key(), reservedGroups, allowedGroups);
    }

    private static Optional<String> reservedBy(String name, String key, Set<String> reserved, Set<String> allowed) {
        if (allowed.contains(key)) {
            return Optional.empty();
        }
        return reserved.contains(key) ? Optional.of(BELONGS) : ReservedNames.byForm(name);
    }

    private static Optional<String> unreadable(String name) {
        return name.indexOf(Text.UNREADABLE) < 0
                ? Optional.empty()
                : Optional.of("the name that the IAM has is missing, is longer than 255 characters, or holds characters"
                        + " that cannot be shown, where " + Text.UNREADABLE + " stands: give it another name there");
    }

    private static Optional<String> brokenCharacters(String what, String name) {
        if (!name.chars().allMatch(NameRules::allowed)) {
            return Optional.of("a Manager " + what + " name holds only letters, digits, '_', '-' and spaces");
        }
        if (name.startsWith(" ") || name.endsWith(" ")) {
            return Optional.of("a Manager " + what + " name cannot begin or end with a space");
        }
        return Optional.empty();
    }

    private static boolean allowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == ' ';
    }

    private static Set<String> keys(Set<String> names) {
        Set<String> keys = new TreeSet<>();
        names.forEach(name -> keys.add(Text.key(name)));
        return Set.copyOf(keys);
    }
}
