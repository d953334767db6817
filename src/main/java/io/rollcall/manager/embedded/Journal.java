package io.rollcall.manager.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// An append-only file of records of text lines. A record is complete once the empty line after it is written;
/// records hold no empty line themselves, so a rest after the last empty line was torn by a killed process and
/// never confirmed to a client.
///
/// An append is handed to the operating system before it returns, which is what survives the death of the
/// process. It is not forced to the disk: after a power failure the last records may be missing.
final class Journal implements AutoCloseable {
    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /// Opens a file for appending, new or not, and cuts off a torn record at its end.
    static Journal open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long whole = wholeBytes(Files.readAllBytes(path));
        file.truncate(whole);
        file.position(whole);
        return new Journal(file);
    }

    /// The complete records of a file as one text; empty if there is no such file.
    static String read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return "";
        }
        byte[] bytes = Files.readAllBytes(path);
        return new String(bytes, 0, wholeBytes(bytes), StandardCharsets.UTF_8);
    }

    private static int wholeBytes(byte[] bytes) {
        for (int end = bytes.length; end >= 2; end--) {
            if (bytes[end - 1] == '\n' && bytes[end - 2] == '\n') {
                return end;
            }
        }
        return 0;
    }

    /// Appends one record.
    void append(List<String> lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
