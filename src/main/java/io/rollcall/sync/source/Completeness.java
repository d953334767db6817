package io.rollcall.sync.source;

/// Whether a read of the IAM saw everything. It is part of the snapshot's type, so that code which plans removals
/// has to check it (R23).
public sealed interface Completeness {
    /// Every page and every call succeeded and the numbers agree.
    record Complete() implements Completeness {}

    /// Something is missing or doubtful; no user may be removed because of this read.
    ///
    /// @param reason for people: what was missing
    record Incomplete(String reason) implements Completeness {}
}
