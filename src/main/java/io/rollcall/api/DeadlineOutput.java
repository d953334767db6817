package io.rollcall.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Gives every write to a connection a deadline: a reader who is there but does not read would hold the writing
/// thread, and what it holds, for ever. For one virtual thread, whose interruption cuts the connection on which
/// it writes.
final class DeadlineOutput extends FilterOutputStream {
    private final Duration patience;

    /// @param patience for one write; a slow reader may take it for each
    DeadlineOutput(OutputStream out, Duration patience) {
        super(out);
        this.patience = patience;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        inTime(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        inTime(out::flush);
    }

    @Override
    public void close() throws IOException {
        inTime(out::close);
    }

    @FunctionalInterface
    private interface Writing {
        void now() throws IOException;
    }

    private void inTime(Writing writing) throws IOException {
        Thread writer = Thread.currentThread();
        Thread watchdog = Thread.ofVirtual().name("write-deadline").start(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(patience.toMillis());
                writer.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            writing.now();
        } finally {
            watchdog.interrupt();
        }
    }
}
