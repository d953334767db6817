package io.rollcall.manager.layout;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What owned entries consist of, where directories differ.
///
/// @param groups how group members are stored
/// @param userClasses the object classes of accounts; the class of the mark is added to them
/// @param groupClasses those of groups; the structural one must allow a group without members
/// @param home the home directory, with `{name}` for the account's name
/// @param shell the login shell
public record EntryLayout(
        GroupLayout groups, List<String> userClasses, List<String> groupClasses, String home, String shell) {
    /// What a home directory has in place of the account's name.
    public static final String NAME = "{name}";

    private static final Pattern CLASS = Pattern.compile("[A-Za-z][A-Za-z0-9-]*|\\d+(\\.\\d+)+");
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]*");

    public EntryLayout {
        userClasses = List.copyOf(userClasses);
        groupClasses = List.copyOf(groupClasses);
        require(!userClasses.isEmpty() && !groupClasses.isEmpty(), "object classes are missing");
        userClasses.forEach(EntryLayout::requireClass);
        groupClasses.forEach(EntryLayout::requireClass);
        require(PATH.matcher(home).matches() && home.contains(NAME), "'" + home + "' is not a path with " + NAME);
        require(PATH.matcher(shell).matches(), "'" + shell + "' is not a path");
    }

    /// What `docs/decisions/0004-directory-layout.md` says.
    public static EntryLayout of(GroupLayout groups) {
        return new EntryLayout(
                groups,
                List.of("inetOrgPerson", "posixAccount"),
                switch (groups) {
                    case RFC2307BIS -> List.of("groupOfMembers", "posixGroup");
                    case RFC2307 -> List.of("posixGroup");
                },
                "/home/" + NAME,
                "/bin/bash");
    }

    private static void requireClass(String name) {
        require(CLASS.matcher(name).matches(), "'" + name + "' is not the name of an object class");
        require(!name.toLowerCase(Locale.ROOT).equals("top"), "'top' goes without saying");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
