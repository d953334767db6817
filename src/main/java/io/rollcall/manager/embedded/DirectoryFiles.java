package io.rollcall.manager.embedded;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFModifyChangeRecord;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder of an embedded directory: generation N is `base-N.ldif`, all entries at its start, and
/// `journal-N.ldif`, the changes since. The rename that puts `base-N+1.ldif` in place is the instant at
/// which generation N is over, so a journal never meets a base that holds its changes already. One process
/// at a time.
final class DirectoryFiles implements AutoCloseable {
    private static final Pattern BASE = Pattern.compile("base-(\\d{1,18})\\.ldif");

    private final Path folder;
    private final FileChannel lock;

    private DirectoryFiles(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Locks the folder for this process; creates it, readable by its owner only, when it does not exist.
    ///
    /// @throws IOException when it cannot be used, or another process does
    static DirectoryFiles open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        }
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new DirectoryFiles(folder, lock);
            }
        } catch (OverlappingFileLockException _) {
            // The same as null: this very process holds the lock already.
        }
        lock.close();
        throw new IOException("the folder " + folder + " is used by another running directory");
    }

    /// Fills the server with what the folder holds.
    ///
    /// @return the generation that was read; empty when the folder holds nothing
    /// @throws IOException when a file cannot be read or a record cannot be applied: this server did not write it
    Optional<Long> load(InMemoryDirectoryServer server) throws IOException {
        Optional<Long> newest = generations().stream().max(Long::compare);
        if (newest.isPresent()) {
            long generation = newest.get();
            try {
                server.importFromLDIF(true, base(generation).toString());
                replay(server, Journal.read(journal(generation)));
            } catch (LDAPException | LDIFException e) {
                throw new IOException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
        return newest;
    }

    private static void replay(InMemoryDirectoryServer server, String records)
            throws IOException, LDIFException, LDAPException {
        try (LDIFReader reader = new LDIFReader(new BufferedReader(new StringReader(records)))) {
            LDIFChangeRecord change = reader.readChangeRecord();
            while (change != null) {
                if (change instanceof LDIFModifyChangeRecord modify) {
                    server.modify(LargeEdits.of(server, modify.toModifyRequest(true)));
                } else {
                    change.processChange(server, true);
                }
                change = reader.readChangeRecord();
            }
        }
    }

    /// Starts a generation with the entries that the server holds now, and drops all older files.
    Journal begin(long generation, InMemoryDirectoryServer server) throws IOException {
        Path draft = folder.resolve("base.tmp");
        Files.deleteIfExists(draft);
        try {
            server.exportToLDIF(draft.toString(), true, true);
        } catch (LDAPException e) {
            throw new IOException("the directory cannot be written to " + folder, e);
        }
        try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.deleteIfExists(journal(generation));
        Files.move(draft, base(generation), StandardCopyOption.ATOMIC_MOVE);
        for (long old : generations()) {
            if (old != generation) {
                Files.deleteIfExists(journal(old));
                Files.deleteIfExists(base(old));
            }
        }
        return Journal.open(journal(generation));
    }

    private List<Long> generations() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> BASE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.valueOf(name.group(1)))
                    .toList();
        }
    }

    private Path base(long generation) {
        return folder.resolve("base-" + generation + ".ldif");
    }

    private Path journal(long generation) {
        return folder.resolve("journal-" + generation + ".ldif");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
