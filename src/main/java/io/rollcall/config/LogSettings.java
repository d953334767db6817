package io.rollcall.config;

/// How the log is written.
public record LogSettings(Format format, Level level) {
    /// What a person reads in a terminal.
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
