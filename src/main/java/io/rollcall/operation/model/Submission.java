package io.rollcall.operation.model;

/// The answer to a request for an operation.
public sealed interface Submission {
    /// Stored durably: it will be carried out even if this process dies.
    record Accepted(Operation operation) implements Submission {}

    /// Too many dry runs of the cluster are unfinished, so that another one would only wait.
    record TooManyDryRuns() implements Submission {}

    /// Another operation of the cluster is queued or running (R8).
    record Busy() implements Submission {}
}
