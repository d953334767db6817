package io.rollcall.wire;

/// JSON that lacks what has to be there, or has something else in its place. The message is for people: the field,
/// and what is wrong with it.
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
