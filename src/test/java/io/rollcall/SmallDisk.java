package io.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk of a few megabytes at the place of a folder, for the processes that are started on it: a `tmpfs` in a
/// mount namespace that a process of our own keeps. It can be filled up, and it outlives a process that is killed.
final class SmallDisk implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int BLOCK = 4096;

    private final Process keeper;
    private final Path folder;
    private final Path filler;

    private SmallDisk(Process keeper, Path folder) {
        this.keeper = keeper;
        // What the keeper sees there.
        this.folder = Path.of("/proc/" + keeper.pid() + "/root" + folder);
        this.filler = file("filler");
    }

    static SmallDisk at(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!ROOT) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$0\" && echo mounted && exec sleep 1000000",
                folder.toString()));
        Process keeper = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(keeper.inputReader().readLine())
                .as("a file system of this test's own: %s", command)
                .isEqualTo("mounted");
        return new SmallDisk(keeper, folder.toAbsolutePath());
    }

    /// A file of this disk, for a process that does not have the disk mounted.
    Path file(String name) {
        return folder.resolve(name);
    }

    /// What to put before a command so that it sees this disk.
    ///
    /// @param directory where it is to run
    List<String> prefix(Path directory) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount", "--target", Long.toString(keeper.pid())));
        if (!ROOT) {
            command.addAll(List.of("--user", "--preserve-credentials"));
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "cd \"$0\" && exec \"$@\"",
                directory.toAbsolutePath().toString()));
        return command;
    }

    /// Not a byte is left.
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = 256 * BLOCK; size > 0; size /= 2) {
                writeAsOftenAsFits(out, new byte[size]);
            }
        }
    }

    private static void writeAsOftenAsFits(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    void free() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() {
        keeper.destroyForcibly();
    }
}
