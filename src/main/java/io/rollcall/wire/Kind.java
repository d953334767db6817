package io.rollcall.wire;

/// What sort of object of the Manager a row or a counter is about.
public enum Kind {
    USER,
    GROUP,
    ROLE,
    PRINCIPAL
}
