package io.rollcall.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of the embedded database: private to this program, no matter what the umask was when it was made. It
/// holds names, addresses, key ids and the audit.
public final class DataFolder {
    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    /// Where the driver of the embedded database looks for a folder for its native library.
    private static final String NATIVE_FOLDER = "org.sqlite.tmpdir";

    /// In bytes. On a full disk the database itself should report it, and not a library that could not be
    /// unpacked.
    private static final long ROOM_FOR_LIBRARY = 16L << 20;

    private DataFolder() {}

    /// Creates the folder if it does not exist.
    public static Path make(Path folder) throws IOException {
        Files.createDirectories(folder);
        set(folder, FOLDER);
        return folder;
    }

    /// Makes the files in it private, also those of an earlier version of this program; the database file is
    /// created now if it is missing, and the files beside it get its mode. Lets the driver put the native library
    /// of the database here, where no other user writes and programs may usually be run from. The folder must be
    /// locked.
    ///
    /// @param database the name of its file
    /// @return the native libraries that killed processes left: to be removed once all parts have started, so that
    ///     they do not hide for a while that a disk is full
    static List<Path> tidy(Path folder, String database) throws IOException {
        try {
            Files.createFile(folder.resolve(database));
        } catch (FileAlreadyExistsException e) {
            // The usual case, from the second start on.
        }
        List<Path> left = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith("sqlite-") && Files.isRegularFile(file)) {
                    left.add(file);
                } else if (name.startsWith(database) || name.equals("lock")) {
                    set(file, FILE);
                }
            }
        }
        if (System.getProperty(NATIVE_FOLDER) == null
                // Asks the disk, and no table of mounts: in a changed root none of them may be the folder's.
                && folder.toFile().getUsableSpace() > ROOM_FOR_LIBRARY) {
            System.setProperty(NATIVE_FOLDER, folder.toAbsolutePath().toString());
        }
        return left;
    }

    static void remove(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static void set(Path path, Set<PosixFilePermission> mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null || view.readAttributes().permissions().equals(mode)) {
            return;
        }
        try {
            view.setPermissions(mode);
        } catch (IOException e) {
            // On a mounted volume the folder may have another owner, who permits this process by the group.
            log.atWarn()
                    .addKeyValue("path", path)
                    .addKeyValue(
                            "mode",
                            PosixFilePermissions.toString(view.readAttributes().permissions()))
                    .log("is not this process's own, others may get at it");
        }
    }
}
