package io.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `build/aot` makes for the JVM and how `./rollcall` uses it, in a folder like a clone that has been built:
/// that it is used, that nothing but speed depends on it, and that it is silent.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmStartIT {
    private static final String FROM_THE_CACHE = "source: shared objects file";

    @TempDir
    private static Path folder;

    private Path clone;
    private Path target;
    private Path caches;

    /// Also proves that one that was killed is no hindrance to the next, and that of two at once one does the work.
    @BeforeAll
    void makeThem() throws Exception {
        clone = folder.resolve("clone");
        target = Files.createDirectories(clone.resolve("target"));
        caches = target.resolve("aot");
        copy(Path.of("rollcall"), clone.resolve("rollcall"));
        for (String script : List.of("tools.sh", "aot")) {
            copy(Path.of("build", script), clone.resolve("build").resolve(script));
        }
        copy(Path.of("target/rollcall.jar"), target.resolve("rollcall.jar"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            for (Path library : libraries.toList()) {
                copy(library, target.resolve("lib").resolve(library.getFileName()));
            }
        }
        Files.writeString(target.resolve("rollcall.built"), "");

        Process killed = start(Map.of(), "build/aot");
        Waiting.until(
                "it is at work", Duration.ofMinutes(1), () -> jvms().findAny().isPresent());
        // First the script: it would go on when what it waits for has ended.
        killed.destroyForcibly();
        assertThat(killed.waitFor(2, TimeUnit.MINUTES)).isTrue();
        Waiting.until("nothing is left of it", Duration.ofMinutes(1), () -> {
            processes().forEach(ProcessHandle::destroyForcibly);
            return processes().findAny().isEmpty();
        });
        assertThat(caches.resolve("made-for")).doesNotExist();

        Process first = start(Map.of(), "build/aot");
        Process second = start(Map.of(), "build/aot");
        assertThat(first.waitFor(15, TimeUnit.MINUTES)).isTrue();
        assertThat(second.waitFor(15, TimeUnit.MINUTES)).isTrue();
        assertThat(first.exitValue()).as(text(caches.resolve("log"))).isZero();
        assertThat(second.exitValue()).isZero();
        try (Stream<Path> made = Files.list(caches)) {
            assertThat(made.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("cli.aot", "serve.aot", "made-for", "lock", "log");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /// The JVMs of this clone.
    private Stream<ProcessHandle> jvms() {
        String jar = target.resolve("rollcall.jar").toString();
        return arguments(jar::equals);
    }

    /// And its scripts: `./rollcall` has forked the maker of the caches before it becomes the program.
    private Stream<ProcessHandle> processes() {
        return arguments(argument -> argument.startsWith(clone.toString()));
    }

    private static Stream<ProcessHandle> arguments(Predicate<String> one) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().map(List::of).stream()
                        .flatMap(List::stream)
                        .anyMatch(one));
    }

    /// A maker has the lowest priority, so a start later than the next test is nothing unusual on a busy machine; and
    /// what that test does to the files would be the end of it.
    private void waitForTheMaker() {
        Waiting.until(
                "the maker has ended",
                Duration.ofMinutes(15),
                () -> processes().findAny().isEmpty());
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(command));
        whole.set(0, clone.resolve(command[0]).toString());
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "ROLLCALL_SKIP_BUILD"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    /// Runs `./rollcall`, which must say what was expected and nothing else.
    private void says(String expected, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("rollcall"));
        command.addAll(List.of(arguments));
        Process process = start(environment, command.toArray(String[]::new));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(text(folder.resolve("err"))).isEmpty();
        assertThat(text(folder.resolve("out"))).startsWith(expected);
        assertThat(process.exitValue()).isZero();
    }

    /// The same, for the help of a command.
    private void isSilent(String command) throws Exception {
        says("Usage: rollcall " + command, Map.of("ROLLCALL_SKIP_BUILD", "1"), command, "--help");
    }

    /// Where the classes of a command come from, from the log of its JVM.
    private List<String> classes(String command) throws Exception {
        Path log = folder.resolve("classes.log");
        Process process = start(
                Map.of("ROLLCALL_SKIP_BUILD", "1", "JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log),
                "rollcall",
                command,
                "--help");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readAllLines(log, UTF_8).stream()
                .filter(line -> line.contains(" io.rollcall."))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "serve", "demo", "backup"})
    void theNextStartFindsItsClassesAndSaysNothing(String command) throws Exception {
        assertThat(classes(command))
                .anyMatch(line -> line.contains(" io.rollcall.Main "))
                .filteredOn(line -> line.contains(" io.rollcall.Main "))
                .allMatch(line -> line.contains(FROM_THE_CACHE));
        isSilent(command);
    }

    /// A JVM looks only at the length of a jar.
    @ParameterizedTest
    @ValueSource(longs = {3, -60})
    void anotherJarIsUsedAndNotTheCache(long seconds) throws Exception {
        Path jar = target.resolve("rollcall.jar");
        FileTime before = Files.getLastModifiedTime(jar);
        try {
            Files.setLastModifiedTime(jar, FileTime.from(before.toInstant().plusSeconds(seconds)));
            assertThat(classes("status")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_CACHE));
            assertThat(classes("serve")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_CACHE));
            isSilent("status");
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
    }

    /// And not at the libraries at all.
    @Test
    void otherLibrariesAreUsedAndNotTheCache() throws Exception {
        Path library = Files.createFile(target.resolve("lib/zzz-1.0.jar"));
        try {
            assertThat(classes("status")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_CACHE));
            isSilent("status");
        } finally {
            Files.delete(library);
        }
    }

    /// With the cache, the JVM would not start: it finds a sealed library at two places.
    @Test
    void aCloneThatWasMovedStarts() throws Exception {
        Path moved = folder.resolve("moved");
        Path before = clone;
        Files.move(clone, moved);
        try {
            clone = moved;
            assertThat(classes("serve")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_CACHE));
            isSilent("serve");
        } finally {
            clone = before;
            Files.move(moved, clone);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cli.aot", "made-for"})
    void aFileThatIsBrokenIsNotUsed(String file) throws Exception {
        Path broken = caches.resolve(file);
        Path whole = Files.copy(broken, folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        try {
            Files.write(broken, new byte[] {1, 2, 3, 4});
            assertThat(classes("status")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_CACHE));
            isSilent("status");
        } finally {
            Files.move(whole, broken, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseZGC", "-XX:+UseCompactObjectHeaders", "-Xshare:off", "-XX:AOTMode=off", "-Xint"})
    void anyOptionsOfTheEnvironmentGoWithIt(String options) throws Exception {
        Process process =
                start(Map.of("ROLLCALL_SKIP_BUILD", "1", "JDK_JAVA_OPTIONS", options), "rollcall", "status", "--help");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(text(folder.resolve("out"))).startsWith("Usage: rollcall status");
        assertThat(text(folder.resolve("err"))).isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: " + options + "\n");
    }

    @Test
    void noCacheIsUsedOrMadeWhereItIsTurnedOff() throws Exception {
        says("rollcall ", Map.of("ROLLCALL_AOT", "off"), "--version");
        Path made = caches.resolve("made-for");
        Path aside = Files.move(made, folder.resolve("aside"));
        try {
            says("rollcall ", Map.of("ROLLCALL_AOT", "off"), "--version");
            says("rollcall ", Map.of("ROLLCALL_SKIP_BUILD", "1"), "--version");
            assertThat(processes()).isEmpty();
        } finally {
            Files.move(aside, made);
        }
    }

    /// As in a folder that the user may not write to.
    @Test
    void whereNoneCanBeMadeTheProgramStartsAllTheSame() throws Exception {
        Path aside = Files.move(caches, folder.resolve("aside"));
        Files.writeString(caches, "no folder");
        try {
            says("rollcall ", Map.of(), "--version");
            waitForTheMaker();
        } finally {
            Files.delete(caches);
            Files.move(aside, caches);
        }
    }

    /// The first start has no cache and does not wait for it; it has ended when the maker has not.
    @Test
    void theFirstStartHasThemMadeAndDoesNotWait() throws Exception {
        FileTime before = Files.getLastModifiedTime(caches.resolve("cli.aot"));
        Files.delete(caches.resolve("made-for"));
        says("rollcall ", Map.of(), "--version");
        assertThat(caches.resolve("made-for")).doesNotExist();
        waitForTheMaker();
        assertThat(caches.resolve("cli.aot")).as(text(caches.resolve("log"))).exists();
        assertThat(caches.resolve("made-for")).exists();
        assertThat(Files.getLastModifiedTime(caches.resolve("cli.aot"))).isGreaterThan(before);
        says("rollcall ", Map.of(), "--version");
    }
}
