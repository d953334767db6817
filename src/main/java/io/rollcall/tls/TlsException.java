package io.rollcall.tls;

/// Files for TLS cannot be used. The message is for people, names the file, and holds nothing of it.
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
