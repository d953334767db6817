package io.rollcall.config;

/// How the log is written.
public record LogSettings(Format format, Level level) {
    /// The default, for a person at a terminal.
    public static final LogSettings DEFAULT = new LogSettings(Format.TEXT, Level.INFO);

    public enum Format {
        TEXT,
        JSON
    }

    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
