package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Programs of this machine: those that tests run to their end, and servers that they start and stop.
public final class Programs {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_NANOS = 5_000_000;
    private static final String NOBODY = "65534";

    private Programs() {}

    /// How a program ended, and what it said on both of its ways out.
    public record Ended(int status, String output) {}

    /// Runs a program to its end.
    public static Ended run(String... command) {
        return run("", Map.of(), List.of(command));
    }

    /// The same with what it is told, and with more in its environment.
    public static Ended run(String input, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            } catch (IOException gone) {
                // It ended without a question: what it said tells why.
            }
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " does not end");
            }
            return new Ended(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Runs a program that must succeed.
    ///
    /// @return what it said
    public static String output(String... command) {
        return output("", Map.of(), List.of(command));
    }

    public static String output(String input, Map<String, String> environment, List<String> command) {
        Ended ended = run(input, environment, command);
        if (ended.status() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + ended.output());
        }
        return ended.output();
    }

    /// Starts a server, and waits until it answers.
    ///
    /// @param log where it writes what it has to say
    public static Process serve(
            Path log, Map<String, String> environment, List<String> command, BooleanSupplier answers) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Instant deadline = Instant.now().plus(TIMEOUT);
            while (!answers.getAsBoolean()) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command.getFirst() + " does not answer: " + Files.readString(log));
                }
                // The processors are for the program.
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a server listens on that port of loopback.
    public static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// A port of loopback on which nobody listens, and that nobody gets but the test until this process ends.
    public static int freePort() {
        return Ports.reserve();
    }

    /// Ends a server as a crash would, if it was started.
    public static void kill(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /// Whether the tests run as root, as which some servers refuse to run.
    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// The command as a user runs it who may do nothing else.
    public static List<String> unprivileged(List<String> command) {
        if (!root()) {
            return command;
        }
        List<String> dropped =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
        dropped.addAll(command);
        return dropped;
    }

    /// Makes a folder the property of that user.
    public static void giveAway(Path folder) {
        if (root()) {
            output("chown", "-R", NOBODY, folder.toString());
        }
    }

    /// Removes a folder with everything in it.
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
