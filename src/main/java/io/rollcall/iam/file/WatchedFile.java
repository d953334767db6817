package io.rollcall.iam.file;

import io.rollcall.cluster.Sha256;
import io.rollcall.cluster.Trouble;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Notices when a file has new content, at the price of one stat. Content counts only when the file has been left
/// alone for a moment before the reading and did not change during it, so a save in progress is not taken for the
/// result. Not thread-safe; guarded by its owner's lock.
final class WatchedFile {
    /// How long a file must have been left alone.
    static final Duration SETTLED = Duration.ofMillis(200);
    /// Up to this age a time of modification may stand for two versions: some file systems count in
    /// seconds.
    private static final Duration COARSE = Duration.ofSeconds(3);
    /// How often the content is compared while the time of modification cannot be relied upon.
    private static final Duration COMPARE_EVERY = Duration.ofMillis(400);

    private static final String MODIFIED = "lastModifiedTime";

    private final Path file;
    private final InstantSource clock;
    private final String attributes;
    private @Nullable Stamp known;
    private byte[] digest = new byte[0];
    private Instant readAt = Instant.MIN;
    private @Nullable Stamp fresh;
    private Instant freshSince = Instant.MIN;

    /// The result of a check.
    sealed interface Look {
        /// As it was at the last [Changed].
        record Unchanged() implements Look {}

        /// It is being written, or was a moment ago: check again soon.
        record Unsettled() implements Look {}

        /// Never compared, so the array is harmless in a record.
        @SuppressWarnings("ArrayRecordComponent")
        record Changed(byte[] content) implements Look {}

        /// It does not exist or cannot be read.
        record Unreadable(List<Problem> problems) implements Look {}
    }

    /// The values of a stat that distinguish versions. The time of the last change of the inode cannot be set
    /// back; it is missing where the file system has none.
    private record Stamp(Instant modified, Map<String, Object> attributes) {}

    WatchedFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        boolean hasInodes = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        this.attributes = (hasInodes ? "unix:ctime,fileKey,size," : "fileKey,size,") + MODIFIED;
    }

    Look look() {
        try {
            Stamp now = stamp();
            return now.equals(known) ? compare(now) : settle(now);
        } catch (NoSuchFileException e) {
            return unreadable(List.of(new Problem("", "does not exist")));
        } catch (IOException e) {
            return unreadable(List.of(new Problem("", "cannot be read: " + Trouble.of(e))));
        } catch (DocumentException e) {
            return unreadable(e.problems());
        }
    }

    /// Handles a new stamp: reads the file if it was left alone for a moment.
    private Look settle(Stamp now) throws IOException, DocumentException {
        Instant time = clock.instant();
        if (!now.equals(fresh)) {
            fresh = now;
            freshSince = time;
        }
        // The second condition is for clocks that disagree: by the file system's clock, it may be from the future.
        boolean settled = !now.modified().isAfter(time.minus(SETTLED)) || !freshSince.isAfter(time.minus(SETTLED));
        if (!settled) {
            return new Look.Unsettled();
        }
        byte[] content = Document.bytes(file);
        if (!stamp().equals(now)) {
            return new Look.Unsettled();
        }
        byte[] newDigest = Sha256.digest().digest(content);
        boolean same = known != null && MessageDigest.isEqual(newDigest, digest);
        known = now;
        digest = newDigest;
        readAt = time;
        fresh = null;
        return same ? new Look.Unchanged() : new Look.Changed(content);
    }

    /// Handles the stamp of the last reading: compares the content while a coarse clock could hide a second edit.
    private Look compare(Stamp now) throws DocumentException {
        Instant time = clock.instant();
        boolean certain = !now.modified().isAfter(readAt.minus(COARSE));
        if (certain || time.isBefore(readAt.plus(COMPARE_EVERY))) {
            return new Look.Unchanged();
        }
        if (MessageDigest.isEqual(Sha256.digest().digest(Document.bytes(file)), digest)) {
            readAt = time;
            return new Look.Unchanged();
        }
        known = null;
        digest = new byte[0];
        fresh = now;
        freshSince = time;
        return new Look.Unsettled();
    }

    private Look unreadable(List<Problem> problems) {
        known = null;
        fresh = null;
        return new Look.Unreadable(problems);
    }

    private Stamp stamp() throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, this.attributes);
        FileTime modified = (FileTime) Objects.requireNonNull(attributes.get(MODIFIED), "every file system has it");
        return new Stamp(modified.toInstant(), attributes);
    }
}
