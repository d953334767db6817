package io.rollcall.cli.shell;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The surroundings of a command. Commands use nothing else of the process.
///
/// @param home where `.config/rollcall` is
/// @param out flushed by the writer; always UTF-8, independent of the locale
/// @param terminal whether a person is there: standard input and output are both a terminal
public record Shell(
        Map<String, String> environment,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal) {
    public Shell {
        environment = Map.copyOf(environment);
    }

    /// This process.
    public static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
    }
}
