package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rollcall.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rollcall as a user starts it: the jar under test in a process of its own. What it prints, and every
/// temporary file it makes, is in a folder of the test.
final class RollcallProcess implements AutoCloseable {
    /// For a JVM that lives briefly, and of which there are many.
    private static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Path JAR = Path.of("target/rollcall.jar");

    private final Path folder;
    private final Process process;

    private RollcallProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// `rollcall demo` on a free port.
    static RollcallProcess demo(Path folder) {
        return start(folder, "demo", "--port", "0", "--ready-file", "ready.json");
    }

    /// `rollcall serve` with the folder's `rollcall.yaml`, whose port may be 0.
    static RollcallProcess serve(Path folder) {
        return start(folder, "serve", "--config", "rollcall.yaml", "--ready-file", "ready.json");
    }

    /// The same, with options for its JVM instead of those for one that lives briefly.
    static RollcallProcess serve(Path folder, String... jvm) {
        return start(
                folder, List.of(), List.of(jvm), "serve", "--config", "rollcall.yaml", "--ready-file", "ready.json");
    }

    /// The same, with more in its environment, each as `NAME=VALUE`.
    static RollcallProcess serveIn(Path folder, String... environment) {
        return startIn(
                folder, List.of(environment), "serve", "--config", "rollcall.yaml", "--ready-file", "ready.json");
    }

    /// Starts any command with more in its environment, each as `NAME=VALUE`, and with Ctrl-C as a terminal has it:
    /// what a shell starts in the background would ignore it.
    static RollcallProcess startIn(Path folder, List<String> environment, String... arguments) {
        List<String> prefix = new ArrayList<>(List.of("env", "--default-signal=INT"));
        prefix.addAll(environment);
        return start(folder, prefix, BRIEF, arguments);
    }

    /// The same, for a process that finds a small disk at a place in its folder.
    static RollcallProcess serve(Path folder, SmallDisk disk) {
        return start(
                folder, disk.prefix(folder), BRIEF, "serve", "--config", "rollcall.yaml", "--ready-file", "ready.json");
    }

    /// Starts any command with the folder as its working directory.
    static RollcallProcess start(Path folder, String... arguments) {
        return start(folder, List.of(), BRIEF, arguments);
    }

    private static RollcallProcess start(Path folder, List<String> prefix, List<String> jvm, String... arguments) {
        assertThat(JAR).as("the jar under test, built by ./test").exists();
        try {
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            List<String> command = new ArrayList<>(prefix);
            command.add(System.getProperty("java.home") + "/bin/java");
            command.addAll(jvm);
            command.addAll(List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + temporary,
                    "-jar",
                    JAR.toAbsolutePath().toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(folder.resolve("stdout").toFile())
                    .redirectError(folder.resolve("stderr").toFile());
            builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
            Files.deleteIfExists(folder.resolve("ready.json"));
            return new RollcallProcess(folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for the ready file; everything is served then.
    RollcallProcess awaitReady() {
        Waiting.until("Rollcall is ready", Duration.ofMinutes(3), () -> {
            assertThat(process.isAlive()).as(this::said).isTrue();
            return Files.exists(readyFile());
        });
        return this;
    }

    Path readyFile() {
        return folder.resolve("ready.json");
    }

    JsonNode ready() {
        try {
            return new JsonMapper().readTree(readyFile().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ApiClient client(String access, String secret) {
        return ApiClient.signing(URI.create(ready().path("url").asText()).getPort(), access, secret);
    }

    String out() {
        return text("stdout");
    }

    String err() {
        return text("stderr");
    }

    private String said() {
        return "out: " + out() + "\nerr: " + err();
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `kill -9` does.
    void kill() {
        process.destroyForcibly();
        int ignored = awaitExit();
    }

    /// Sends a signal that `kill` knows by that name, like `STOP` and `CONT`.
    void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
    }

    /// Sends SIGTERM and waits for the end.
    int terminate() {
        process.destroy();
        return awaitExit();
    }

    /// Waits until it ended by itself.
    int awaitExit() {
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(this::said).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it takes of the machine, as Linux tells it: memory now and at most, threads and open files.
    String footprint() {
        try {
            Path own = Path.of("/proc/" + process.pid());
            String status = Files.readAllLines(own.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM") || line.startsWith("Threads"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .collect(Collectors.joining(", "));
            try (Stream<Path> files = Files.list(own.resolve("fd"))) {
                return status + ", open files: " + files.count() + ", CPU: "
                        + process.info().totalCpuDuration().orElse(Duration.ZERO);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it left in its folder for temporary files.
    List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
