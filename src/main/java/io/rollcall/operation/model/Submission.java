package io.rollcall.operation.model;

/// The answer to a request for an operation.
public sealed interface Submission {
    /// Written down for good: it will be carried out, whatever dies.
    record Accepted(Operation operation) implements Submission {}

    /// So many dry runs of the cluster are not done that another one would only wait.
    record TooManyDryRuns() implements Submission {}

    /// Another operation of the cluster is queued or running (decision 8).
    record Busy() implements Submission {}
}
