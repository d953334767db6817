package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.document.Environment;
import io.rollcall.document.Exposure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Reads secrets where a configuration has them, and refuses those that others on this machine can read or
/// replace. Not thread-safe; confined to one reading.
final class Secrets {
    private final Path folder;
    private final Path file;
    private final Environment expansion;
    private boolean readable;

    /// @param folder the folder of relative paths
    /// @param file the configuration itself, which may hold secrets as they are
    /// @param expansion the expansion of its values
    Secrets(Path folder, Path file, Environment expansion) {
        this.folder = folder;
        this.file = file;
        this.expansion = expansion;
    }

    /// From now on others may read the secrets; they may never replace them.
    void mayBeReadByOthers() {
        readable = true;
    }

    boolean readable() {
        return readable;
    }

    Path folder() {
        return folder;
    }

    /// The value itself, or the content of `file:PATH` without its last line end, read whenever it is needed.
    Function<String, Secret> secret() {
        return value -> {
            if (value.startsWith("file:")) {
                Path kept = ManagerReader.path(folder).apply(value.substring("file:".length()));
                return SecretFile.open(kept, readable);
            }
            if (value.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            if (expansion.wasLiteral()) {
                refuse(Exposure.problem(file, readable));
            }
            return Secret.of(value);
        };
    }

    /// The path of a file that holds a key.
    Function<String, Path> keyFile() {
        return value -> {
            Path key = ManagerReader.path(folder).apply(value);
            refuse(Exposure.problem(key, readable));
            return key;
        };
    }

    private static void refuse(Optional<String> problem) {
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
    }
}
