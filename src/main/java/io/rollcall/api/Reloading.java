package io.rollcall.api;

import java.util.List;

/// Reads the configuration of the server again, for the management listener. Its callers are not authenticated:
/// one that names the digest of the file can read the file, so the problems of the file are no news to it.
@FunctionalInterface
public interface Reloading {
    /// What became of it.
    enum Verdict {
        TAKEN,
        /// The caller knows another file than the server has; it was not read.
        ANOTHER_FILE,
        /// The file has problems, and nothing has changed.
        REFUSED
    }

    /// The result.
    ///
    /// @param lines for people
    record Outcome(Verdict verdict, List<String> lines) {
        public Outcome {
            lines = List.copyOf(lines);
        }
    }

    /// Reads the file again and uses it, if all of it can be used.
    ///
    /// @param digest of the file as the caller knows it: SHA-256, in hexadecimal
    Outcome reload(String digest);
}
