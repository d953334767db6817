package io.rollcall.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Who but its owner gets at a file that holds a secret. Symbolic links are followed to the end, and a folder
/// that lets nobody through protects what lies in it. The group may read a file of root's: that is how the
/// secrets of a service are usually kept from the service itself. Where a file system knows no owners,
/// nothing is exposed.
public enum Exposure {
    /// Only the owner gets at it, and who belongs there.
    NONE(""),
    /// Others can read it.
    READ("can be read by others"),
    /// Others can put something else in its place.
    WRITTEN("can be written by others");

    private final String words;

    Exposure(String words) {
        this.words = words;
    }

    /// Of a file as it is now. One that is not there exposes nothing.
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

    /// What is wrong with a file, and what mends it; empty if it may hold a secret.
    ///
    /// @param readable whether others may read it, by the word of the administrator
    public static Optional<String> problem(Path file, boolean readable) {
        Exposure found = of(file);
        return found == NONE || (found == READ && readable)
                ? Optional.empty()
                : Optional.of("the file " + file + " holds a secret and " + found.words + ": chmod 600 " + file);
    }
}
