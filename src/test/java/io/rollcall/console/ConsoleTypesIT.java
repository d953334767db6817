package io.rollcall.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TypeScript checks the types that the console's scripts declare in their comments.
class ConsoleTypesIT {
    private static final Path COMPILER =
            Path.of("target/tools/node_modules/.bin/tsc").toAbsolutePath();
    private static final Path SCRIPTS = Path.of("src/main/resources/io/rollcall/console");
    private static final Path SETTINGS = Path.of("build/console/tsconfig.json");

    @TempDir
    Path folder;

    private static Programs.Ended check(Path settings) {
        assertThat(COMPILER).as("installed by ./test").exists();
        return Programs.run(COMPILER.toString(), "-p", settings.toString());
    }

    @Test
    void theScriptsHaveNoErrorOfTypes() {
        Programs.Ended ended = check(SETTINGS);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    /// The settings really check: the same scripts with one misspelt name do not pass.
    @Test
    void aMisspeltNameIsFound() throws Exception {
        Path copy = folder.resolve("src/main/resources/io/rollcall/console");
        try (var files = Files.walk(SCRIPTS)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(SCRIPTS.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Path settings = folder.resolve(SETTINGS);
        Files.createDirectories(settings.getParent());
        Files.copy(SETTINGS, settings);
        Path broken = copy.resolve("explorer/Explorer.js");
        Files.writeString(broken, Files.readString(broken).replace("stop.current?.abort()", "stop.current?.abrt()"));
        Programs.Ended ended = check(settings);
        assertThat(ended.status()).isNotZero();
        assertThat(ended.output()).contains("TS2551", "'abrt'");
    }
}
