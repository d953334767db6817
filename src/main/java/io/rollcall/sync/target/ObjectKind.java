package io.rollcall.sync.target;

/// What sort of object of the Manager a change or a refusal is about.
public enum ObjectKind {
    USER,
    GROUP,
    ROLE,
    /// What a user authenticates as in a Kerberos realm.
    PRINCIPAL;

    /// As results and counters spell it.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
