package io.rollcall.operation.model;

import io.rollcall.sync.plan.Comparison;

/// What the end of an operation, or a drift check, says about `is_synchronous` (R28).
public sealed interface Verdict {
    /// What was known before is still valid.
    record Unchanged() implements Verdict {}

    /// IAM and Manager were compared.
    ///
    /// @param at when that began, in milliseconds since 1970
    record Compared(Comparison found, long at) implements Verdict {}

    /// What was known is not valid any more, and no check was made since.
    ///
    /// @param because one sentence for people
    record Doubt(String because) implements Verdict {}
}
