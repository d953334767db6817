package io.rollcall.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// The file from which a program that starts Rollcall learns that requests are served, and where. Until it exists,
/// no requests are served: a file of an earlier start is removed first.
public final class ReadyFile {
    private final Path file;

    private ReadyFile(Path file) {
        this.file = file;
    }

    /// Prepares the file before anything else is started.
    ///
    /// @throws IOException when it cannot be written there later; the message says why
    public static ReadyFile at(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        if (!Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw new IOException("the ready file cannot be written: " + file);
        }
        Files.deleteIfExists(file);
        return new ReadyFile(file);
    }

    /// Writes one JSON object, at once and readable by this user only.
    public void write(Map<String, ?> content) throws IOException {
        Path whole = Files.createTempFile(
                file.getParent(),
                ".ready",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                whole, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
