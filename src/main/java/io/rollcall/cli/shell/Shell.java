package io.rollcall.cli.shell;

import io.rollcall.cluster.Text;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        Integer width = terminal ? number(environment.getOrDefault("COLUMNS", "")) : null;
        if (width != null && !(out instanceof WrappedOutput)) {
            out = new WrappedOutput(out, width);
        }
    }

    /// Colours for a person at a terminal, unless `NO_COLOR` is set or the terminal has none.
    public Paint paint() {
        String kind = environment.getOrDefault("TERM", "");
        return new Paint(terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !kind.isEmpty()
                && !kind.equals("dumb"));
    }

    /// Says why a command could not do its work. Only this program puts line ends into a message: its parts are
    /// escaped where it is assembled.
    public void complain(Exception why) {
        out.flush();
        String.valueOf(why.getMessage()).lines().map(Text::printable).forEach(err::println);
        err.flush();
    }

    /// This process.
    public static Shell ofProcess() {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return new Shell(
                terminal ? withColumns(System.getenv()) : System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                terminal);
    }

    /// The width of the terminal is in a variable of the shell that shells do not pass on.
    private static Map<String, String> withColumns(Map<String, String> environment) {
        if (number(environment.getOrDefault("COLUMNS", "")) != null) {
            return environment;
        }
        Map<String, String> all = new HashMap<>(environment);
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/tty")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            all.put("COLUMNS", size.substring(size.indexOf(' ') + 1));
        } catch (IOException e) {
            // Then the terminal itself wraps.
        }
        return all;
    }

    private static @Nullable Integer number(String text) {
        return text.matches("[1-9][0-9]{0,4}") ? Integer.valueOf(text) : null;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
    }
}
