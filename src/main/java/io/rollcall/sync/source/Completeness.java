package io.rollcall.sync.source;

/// Whether a read of the IAM may be taken for the whole truth. It is part of the snapshot's type, so that
/// whoever plans removals has to look at it (decision 23).
public sealed interface Completeness {
    /// Every page and every call succeeded and the numbers agree.
    record Complete() implements Completeness {}

    /// Something is missing or doubtful; nobody may be removed because of this read.
    ///
    /// @param reason for people: what was missing
    record Incomplete(String reason) implements Completeness {}
}
