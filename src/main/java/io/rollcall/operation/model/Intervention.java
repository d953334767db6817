package io.rollcall.operation.model;

/// The answer to a release, a discard or a stop.
public enum Intervention {
    DONE,
    /// There is no such operation of that cluster.
    UNKNOWN,
    /// The operation is not in a state in which that can be done.
    NOT_NOW
}
