package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// What a text wrote, up to a limit; what is beyond is an error of its writer. Thread-safe.
public final class Output extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final int limit;
    private boolean full;

    /// @param limit in bytes
    public Output(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int room = Math.min(length, limit - written.size());
        written.write(bytes, offset, room);
        if (room < length) {
            full = true;
            throw new IOException("the limit of the output is reached");
        }
    }

    /// Whether there was more than the limit.
    public synchronized boolean isFull() {
        return full;
    }

    synchronized byte[] bytes() {
        return written.toByteArray();
    }

    /// What was written, as UTF-8.
    public synchronized String text() {
        return written.toString(UTF_8);
    }
}
