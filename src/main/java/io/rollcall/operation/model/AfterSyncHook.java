package io.rollcall.operation.model;

/// Runs once after an operation that changed something in a cluster's Manager, no matter how the operation ends:
/// to refresh caches, for example. Runs in the worker's thread, before the operation ends.
@FunctionalInterface
public interface AfterSyncHook {
    /// Runs the hook, within its own time limit.
    ///
    /// @return the result, in one line for the notes of the operation; a failure has no other effect
    String run();
}
