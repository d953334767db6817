package io.rollcall.operation.model;

import io.rollcall.sync.plan.Comparison;

/// What the end of an operation, or a look for drift, says about `is_synchronous` (decision 28).
public sealed interface Verdict {
    /// Nothing that was known before is different now.
    record Unchanged() implements Verdict {}

    /// IAM and Manager were compared.
    ///
    /// @param at when that began, in milliseconds since 1970
    record Compared(Comparison found, long at) implements Verdict {}

    /// What was known counts no more, and nobody has looked since.
    ///
    /// @param because one sentence for people
    record Doubt(String because) implements Verdict {}
}
