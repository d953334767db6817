package io.rollcall.cli;

/// The command line, a profile or the environment has to be changed; nothing was sent.
final class WrongUseException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUseException(String message) {
        super(message);
    }
}
