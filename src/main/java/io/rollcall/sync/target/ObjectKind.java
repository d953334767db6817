package io.rollcall.sync.target;

/// What sort of object of the Manager a change or a refusal is about.
public enum ObjectKind {
    USER,
    GROUP,
    ROLE,
    /// What somebody authenticates as in a realm of Kerberos.
    PRINCIPAL;

    /// As results and counters spell it.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
