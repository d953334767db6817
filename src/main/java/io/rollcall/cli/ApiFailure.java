package io.rollcall.cli;

/// The API refused a call, or did not answer.
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ApiFailure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /// The HTTP status; 0 when there was no answer.
    public int status() {
        return status;
    }

    /// The documented error code; empty when there was no answer.
    public String code() {
        return code;
    }
}
