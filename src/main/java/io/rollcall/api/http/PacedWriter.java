package io.rollcall.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;

/// Sends piece by piece, each with a deadline: a slow reader may use the whole time for every piece, and a reader
/// that takes nothing does not block the writing thread for ever. Not thread-safe; confined to one connection.
final class PacedWriter implements DataWriter {
    private static final int PIECE = 16 * 1024;

    private final HelidonSocket socket;
    private final Accepted accepted;

    PacedWriter(HelidonSocket socket, Accepted accepted) {
        this.socket = socket;
        this.accepted = accepted;
    }

    @Override
    public void write(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        if (buffer.available() <= PIECE) {
            send(buffer);
            return;
        }
        byte[] piece = new byte[PIECE];
        while (!buffer.consumed()) {
            int length = buffer.read(piece, 0, Math.min(PIECE, buffer.available()));
            send(BufferData.create(piece, 0, length));
        }
    }

    private void send(BufferData piece) {
        accepted.beforeWriting();
        try {
            socket.write(piece);
        } finally {
            accepted.afterWriting();
        }
    }
}
