package io.rollcall.cli.shell;

/// The command line, a profile or the environment has to be changed; nothing was sent.
public final class WrongUseException extends Exception {
    private static final long serialVersionUID = 1L;

    public WrongUseException(String message) {
        super(message);
    }
}
