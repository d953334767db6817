package io.rollcall.wire;

/// That the process lives.
public record LiveJson(Word<Status> status) {
    /// The one word there is: a process that is down does not answer.
    public enum Status {
        UP
    }
}
