package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.document.Environment;
import io.rollcall.document.Exposure;
import io.rollcall.document.Values;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads secrets where a configuration has them, and refuses those that others on this machine can read or
/// replace. Not thread-safe; confined to one reading.
final class Secrets {
    private final Path folder;
    private final Path file;
    private final Environment expansion;
    private final boolean confined;
    private boolean readable;

    /// @param folder the folder of relative paths
    /// @param file the configuration itself, which may hold secrets as they are
    /// @param expansion the expansion of its values
    Secrets(Path folder, Path file, Environment expansion) {
        this(folder, file, expansion, false);
    }

    private Secrets(Path folder, Path file, Environment expansion, boolean confined) {
        this.folder = folder;
        this.file = file;
        this.expansion = expansion;
        this.confined = confined;
    }

    /// Those of a section that is not in a file: it holds no secret as it is, and names files of one folder alone.
    ///
    /// @param readable whether others may read the files
    static Secrets confinedTo(Path folder, boolean readable) {
        Path whole = folder.toAbsolutePath().normalize();
        Secrets secrets = new Secrets(whole, whole, new Environment(Map.of()), true);
        secrets.readable = readable;
        return secrets;
    }

    /// From now on others may read the secrets; they may never replace them.
    void mayBeReadByOthers() {
        readable = true;
    }

    boolean readable() {
        return readable;
    }

    boolean confined() {
        return confined;
    }

    Path folder() {
        return folder;
    }

    /// The path of a file.
    Function<String, Path> path() {
        return Values.text(1, 4096).andThen(value -> {
            Path path = folder.resolve(value).normalize();
            if (confined && (!path.startsWith(folder) || path.equals(folder))) {
                throw new IllegalArgumentException("must be a file in the folder of this cluster's secrets");
            }
            return path;
        });
    }

    /// The value itself, or the content of `file:PATH` without its last line end, read whenever it is needed.
    Function<String, Secret> secret() {
        return value -> {
            if (value.startsWith("file:")) {
                Path kept = path().apply(value.substring("file:".length()));
                return SecretFile.open(kept, readable);
            }
            if (value.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            if (confined) {
                throw new IllegalArgumentException("must be file:NAME, a file in the folder of this cluster's secrets:"
                        + " the secret itself is not stored");
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
            Path key = path().apply(value);
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
