package io.rollcall.sync.rules;

/// How many users and groups a Manager can hold (contract, 5.1), foreign ones included. An entry beyond a quota is
/// refused; no existing entry is removed because of it.
///
/// @param users accounts of the Manager
/// @param groups groups of the Manager
public record Quotas(int users, int groups) {
    /// The documented limits of a Manager 3.x.
    public static final Quotas DOCUMENTED = new Quotas(50_000, 5_000);

    public Quotas {
        if (users < 0 || groups < 0) {
            throw new IllegalArgumentException("a quota cannot be negative");
        }
    }
}
