package io.rollcall.operation.model;

/// What is to be done once after an operation that changed something in a cluster's Manager, whatever the
/// operation's end: refreshing caches, for example. Runs in the worker's thread, before the operation ends.
@FunctionalInterface
public interface AfterSyncHook {
    /// Does it, within a time of its own.
    ///
    /// @return what came of it, in one line for the notes of the operation; failing is nothing more than that
    String run();
}
