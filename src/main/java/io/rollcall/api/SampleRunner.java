package io.rollcall.api;

import java.util.Optional;

/// Runs texts of sample code that the console sends. Only the demo has one.
public interface SampleRunner {
    /// Whether a key is the one that a sign-in link gave to a browser.
    boolean knows(String key);

    /// Runs a text, for as long as the runner lets it.
    ///
    /// @return what came of it, as JSON; empty while another text runs
    Optional<byte[]> run(String text);
}
