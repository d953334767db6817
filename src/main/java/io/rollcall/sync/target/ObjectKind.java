package io.rollcall.sync.target;

import java.util.Locale;

/// What sort of object of the Manager a change or a refusal is about.
public enum ObjectKind {
    USER,
    GROUP,
    ROLE,
    /// What a user authenticates as in a Kerberos realm.
    PRINCIPAL;

    /// As results and counters spell it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads what [#word] wrote.
    public static ObjectKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
