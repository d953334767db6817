package io.rollcall.sync.password;

import java.util.Locale;

/// A part of a Manager that stores a password of its own.
public enum PasswordPlace {
    /// Its directory: what LDAP logins check.
    DIRECTORY,
    /// Its Kerberos realm.
    REALM;

    /// As it stands in answers of the API.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
