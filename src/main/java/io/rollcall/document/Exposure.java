package io.rollcall.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Which users besides its owner can access a file that holds a secret. Symbolic links are followed to the end,
/// and a folder that no other user can enter protects the files in it. The group may read a file of root's: this
/// is the usual way to let a service read its secrets without owning them. On a file system without owners,
/// nothing is exposed.
public enum Exposure {
    /// Only the owner can access it, and root or the permitted group.
    NONE(""),
    /// Others can read it.
    READ("can be read by others"),
    /// Others can replace it.
    WRITTEN("can be written by others");

    private final String words;

    Exposure(String words) {
        this.words = words;
    }

    /// The exposure of a file as it is now. A missing file exposes nothing.
    public static Exposure of(Path file) {
        try {
            Path real = file.toRealPath();
            PosixFileAttributes attributes = Files.readAttributes(real, PosixFileAttributes.class);
            Set<PosixFilePermission> modes = attributes.permissions();
            boolean others = true;
            boolean group = true;
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                Set<PosixFilePermission> through = Files.getPosixFilePermissions(folder);
                others &= through.contains(PosixFilePermission.OTHERS_EXECUTE);
                group &= through.contains(PosixFilePermission.GROUP_EXECUTE)
                        || through.contains(PosixFilePermission.OTHERS_EXECUTE);
            }
            if ((others && modes.contains(PosixFilePermission.OTHERS_WRITE))
                    || (group && modes.contains(PosixFilePermission.GROUP_WRITE))) {
                return WRITTEN;
            }
            boolean ofRoot = attributes.owner().getName().equals("root");
            return (others && modes.contains(PosixFilePermission.OTHERS_READ))
                            || (group && !ofRoot && modes.contains(PosixFilePermission.GROUP_READ))
                    ? READ
                    : NONE;
        } catch (IOException | UnsupportedOperationException e) {
            return NONE;
        }
    }

    /// What is wrong with a file, and how to correct it; empty if it may hold a secret.
    ///
    /// @param readable whether the administrator allows others to read it
    public static Optional<String> problem(Path file, boolean readable) {
        Exposure found = of(file);
        return found == NONE || (found == READ && readable)
                ? Optional.empty()
                : Optional.of("the file " + file + " holds a secret and " + found.words + ": chmod 600 " + file);
    }
}
