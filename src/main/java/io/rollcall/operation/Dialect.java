package io.rollcall.operation;

/// The little in which the SQL of the two databases differs.
enum Dialect {
    SQLITE(""),
    POSTGRESQL(" for update skip locked");

    private final String skipLocked;

    Dialect(String skipLocked) {
        this.skipLocked = skipLocked;
    }

    /// What follows a `select` of rows of which others may take some at this moment: those are passed over.
    String skipLocked() {
        return skipLocked;
    }
}
