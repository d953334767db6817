package io.rollcall.config;

/// How the log is written.
public record LogSettings(Format format, Level level) {
    /// The default, for a person at a terminal.
    public static final LogSettings DEFAULT = new LogSettings(Format.TEXT, Level.INFO);

    public enum Format {
        /// A time, a level, a phrase, and keys with their values.
        TEXT,
        /// The same as keys and values alone.
        LOGFMT,
        /// One flat object a line.
        JSON
    }

    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
