package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Trouble;
import io.rollcall.document.Exposure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A secret in a file, read again each time that it is needed: a new one is used without a restart, also where a
/// mounted folder is exchanged as a whole. While the file is missing, empty or unreadable, as during a write, or
/// while other users can access it, the last good content is used. Thread-safe.
final class SecretFile implements Supplier<Secret.Content> {
    private static final int LARGEST = 64 * 1024;
    private static final Logger log = LoggerFactory.getLogger(SecretFile.class);

    private final Path file;
    private final boolean readable;
    private volatile Secret.Content last;
    private volatile boolean complained;

    private SecretFile(Path file, boolean readable) {
        this.file = file;
        this.readable = readable;
        this.last = read();
    }

    /// @param readable whether others on this machine may read the file
    /// @throws IllegalArgumentException if it holds no secret now, or one that other users can access
    static Secret open(Path file, boolean readable) {
        return Secret.kept(new SecretFile(file, readable));
    }

    @Override
    public Secret.Content get() {
        try {
            last = read();
            complained = false;
        } catch (IllegalArgumentException e) {
            if (!complained) {
                complained = true;
                log.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("reason", e.getMessage())
                        .log("secret not reread");
            }
        }
        return last;
    }

    private Secret.Content read() {
        Optional<String> exposed = Exposure.problem(file, readable);
        if (exposed.isPresent()) {
            throw new IllegalArgumentException(exposed.get());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException("the file " + file + " is too large for a secret");
            }
            String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            return new Secret.Content(text, Files.getLastModifiedTime(file).toString());
        } catch (FileSystemException e) {
            // Says which file.
            throw new IllegalArgumentException(Trouble.of(e), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read: " + Trouble.of(e), e);
        }
    }
}
