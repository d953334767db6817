package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server leaves on a disk is private to it, under any umask.
class DataFolderTest {
    @TempDir
    Path folder;

    private Server serve() throws Exception {
        Files.writeString(folder.resolve("iam.yaml"), """
                domain: {id: d, name: d}
                projects: [{id: p1, name: one}]
                users: []
                groups: []
                """);
        Path file = Files.writeString(folder.resolve("rollcall.yaml"), """
                listen: 127.0.0.1:0
                iam: {file: iam.yaml}
                clusters:
                  - {id: c1, name: one, project: p1, manager: {embedded: {bind_password: p}}}
                """);
        return Server.start(Configuration.load(file, Map.of()));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private void assertPrivate() throws Exception {
        assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
        assertThat(files()).extracting(Path::getFileName).asString().contains("rollcall.db", "lock");
        for (Path file : files()) {
            if (!file.getFileName().toString().startsWith("sqlite-")) {
                assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void theFolderAndTheFilesOfTheDatabaseAreForTheProcessAlone() throws Exception {
        try (Server _ = serve()) {
            assertPrivate();
        }
    }

    @Test
    void filesOfAnEarlierVersionAreCorrectedAtTheStart() throws Exception {
        serve().close();
        for (Path file : files()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.setPosixFilePermissions(folder.resolve("data"), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Server _ = serve()) {
            assertPrivate();
        }
    }

    @Test
    void nativeLibrariesThatKilledProcessesLeftAreRemoved() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path left = Files.writeString(data.resolve("sqlite-3.54.1.0-0000-libsqlitejdbc.so"), "");
        try (Server _ = serve()) {
            assertThat(left).doesNotExist();
        }
        assertThat(System.getProperty("org.sqlite.tmpdir")).isNotNull();
    }
}
