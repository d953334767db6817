package io.rollcall.cli.shell;

import io.rollcall.wire.OperationJson;

/// The exit codes of the commands that call the API.
public final class Exit {
    public static final int OK = 0;
    /// IAM and Manager differ.
    public static final int DIFFERENCES = 2;
    /// The guard demands a person's release first.
    public static final int HELD = 3;
    /// Some of it could not be done.
    public static final int PARTLY_DONE = 4;
    /// Not done: the operation failed or was stopped, the API refused the call, or there was no answer.
    public static final int FAILED = 5;
    /// The command line or the profile is wrong. Not the usual 2, which means differences here; 64 is what
    /// `sysexits.h` calls wrong usage.
    public static final int WRONG_USE = 64;
    /// The reader of the output has gone; what a shell reports of a program that SIGPIPE ended.
    public static final int OUTPUT_CLOSED = 141;

    private Exit() {}

    /// How an operation ended; [#OK] while it has not. An end that only a newer version knows is no success.
    public static int of(OperationJson operation) {
        return switch (operation.state().known()) {
            case HELD -> HELD;
            case COMPLETED_WITH_ERRORS -> PARTLY_DONE;
            case FAILED, CANCELLED, SUPERSEDED -> FAILED;
            case QUEUED, RUNNING, COMPLETED -> OK;
            case null -> operation.rests() ? FAILED : OK;
        };
    }
}
