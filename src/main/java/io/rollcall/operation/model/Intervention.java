package io.rollcall.operation.model;

/// The answer to a release, a discard or a stop.
public enum Intervention {
    DONE,
    /// There is no such operation of that cluster.
    UNKNOWN,
    /// The operation is not in a state in which that can be done.
    NOT_NOW,
    /// The plan of the operation is not the one that was decided about.
    OTHER_PLAN
}
