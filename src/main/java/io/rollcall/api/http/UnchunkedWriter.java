package io.rollcall.api.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// Adapts answers to clients of HTTP/1.0: no interim answer, and no chunks, which such a client does not know (RFC
/// 9112, 6.1). A body without a length ends with the connection. For other clients it changes nothing.
///
/// An answer to HTTP/1.0 is the last of its connection, so the state is never reset. Not thread-safe; confined to
/// one connection.
final class UnchunkedWriter implements DataWriter {
    private static final Pattern CHUNKED =
            Pattern.compile("\r\ntransfer-encoding:[^\r]*chunked[^\r]*", Pattern.CASE_INSENSITIVE);

    private final DataWriter client;
    private final BooleanSupplier http10;

    private Part part = Part.HEAD;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);
    private int remaining;

    /// The part that the next byte belongs to.
    private enum Part {
        /// Status line and headers, collected until they are complete.
        HEAD,
        /// A body that is passed on as it is.
        BODY,
        /// The line before a chunk.
        SIZE,
        CHUNK,
        /// The line break after a chunk.
        AFTER_CHUNK,
        /// The bytes after the last chunk.
        END
    }

    /// @param http10 whether the answer that is written is for HTTP/1.0
    UnchunkedWriter(DataWriter client, BooleanSupplier http10) {
        this.client = client;
        this.http10 = http10;
    }

    @Override
    public void write(BufferData... buffers) {
        if (http10.getAsBoolean()) {
            write(BufferData.create(buffers));
        } else {
            client.write(buffers);
        }
    }

    @Override
    public void write(BufferData buffer) {
        client.write(http10.getAsBoolean() ? unchunked(buffer) : buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        if (http10.getAsBoolean()) {
            writeNow(BufferData.create(buffers));
        } else {
            client.writeNow(buffers);
        }
    }

    @Override
    public void writeNow(BufferData buffer) {
        client.writeNow(http10.getAsBoolean() ? unchunked(buffer) : buffer);
    }

    @Override
    public void flush() {
        client.flush();
    }

    @Override
    public void close() {
        client.close();
    }

    private BufferData unchunked(BufferData buffer) {
        byte[] bytes = buffer.readBytes();
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            switch (part) {
                case BODY -> {
                    result.write(bytes, at, bytes.length - at);
                    at = bytes.length;
                }
                case CHUNK -> {
                    int length = Math.min(remaining, bytes.length - at);
                    result.write(bytes, at, length);
                    at += length;
                    remaining -= length;
                    part = remaining == 0 ? Part.AFTER_CHUNK : Part.CHUNK;
                }
                case HEAD, SIZE, AFTER_CHUNK, END -> next(bytes[at++], result);
            }
        }
        return BufferData.create(result.toByteArray());
    }

    private void next(byte b, ByteArrayOutputStream result) {
        if (part == Part.END) {
            return;
        }
        collected.write(b);
        String text = b == '\n' ? collected.toString(ISO_8859_1) : "";
        if (text.isEmpty() || (part == Part.HEAD && !text.endsWith("\r\n\r\n"))) {
            return;
        }
        collected.reset();
        switch (part) {
            case HEAD -> {
                boolean interim = text.startsWith("HTTP/1.1 1");
                String head = CHUNKED.matcher(text).replaceAll("");
                if (!interim) {
                    part = head.equals(text) ? Part.BODY : Part.SIZE;
                    result.writeBytes(head.getBytes(ISO_8859_1));
                }
            }
            case SIZE -> {
                remaining = Integer.parseInt(text.strip(), 16);
                part = remaining == 0 ? Part.END : Part.CHUNK;
            }
            case AFTER_CHUNK -> part = Part.SIZE;
            case BODY, CHUNK, END -> throw new IllegalStateException("no line is read within a body");
        }
    }
}
