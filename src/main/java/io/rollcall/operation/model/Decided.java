package io.rollcall.operation.model;

import org.jspecify.annotations.Nullable;

/// What a person says beside a decision about an operation.
///
/// @param comment why, for the audit; null for none
/// @param planHash the fingerprint of the plan that the decision is about; null for the plan that is there
public record Decided(@Nullable String comment, @Nullable String planHash) {
    /// Nothing.
    public static final Decided PLAINLY = new Decided(null, null);

    /// Whether the decision is about the plan of an operation.
    public boolean isAbout(Operation operation) {
        return planHash == null || planHash.equals(operation.planHash());
    }
}
