package io.rollcall.cli.shell;

import java.io.PrintStream;

/// The output is not read any more, as after `| head`: there is no reason to fetch more of it.
public final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private OutputClosedException() {
        super("standard output is closed");
    }

    /// Flushes.
    ///
    /// @throws OutputClosedException if what was written did not arrive
    public static void check(PrintStream out) {
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }
}
