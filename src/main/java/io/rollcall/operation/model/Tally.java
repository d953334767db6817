package io.rollcall.operation.model;

/// The progress of the changes of one kind of object. Always computed from the rows of the results, never stored.
///
/// @param planned changes in the plan, the refused ones included
/// @param done made, or found to be so already
/// @param failed refused by the plan or by the Manager
public record Tally(int planned, int done, int failed) {
    /// Both together.
    public Tally plus(Tally other) {
        return new Tally(planned + other.planned, done + other.done, failed + other.failed);
    }
}
