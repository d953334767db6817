package io.rollcall.api.answer;

import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.audit.AuditSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// A file that the audit is appended to, one JSON object in each line, as the API gives them. It is opened for each
/// portion, so a file that was moved away (logrotate) is begun anew. Only its owner may read it.
public final class AuditFile implements AuditSink {
    private final Path path;

    public AuditFile(Path path) {
        this.path = path;
    }

    @Override
    public void write(List<AuditEntry> entries) throws IOException {
        byte[] lines = View.WHOLE.auditLines(entries);
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            file.position(file.size());
            if (endsInsideALine(file)) {
                writeAll(file, new byte[] {'\n'});
            }
            writeAll(file, lines);
            file.force(true);
        }
    }

    /// Whether a process was killed while it wrote the last line.
    private static boolean endsInsideALine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
    }

    private static void writeAll(FileChannel file, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }
}
