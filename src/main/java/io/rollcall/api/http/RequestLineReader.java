package io.rollcall.api.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Passes on what a client sends, with request lines that the web server understands: it reads HTTP/1.1 only, so
/// HTTP/1.0 is recorded and passed on as HTTP/1.1, which has the same request line and headers (RFC 9112, appendix
/// C.2). So is any later HTTP/1, and one empty line before a request is left out (RFC 9110, 2.5; RFC 9112, 2.2).
/// The form of chunks is checked strictly, since the server is too lenient for a request that a proxy may have
/// read otherwise.
///
/// Only the server knows where a request begins. It searches for the end of a request line with a limit of its
/// own, and for headers after that until an empty line; after them it reads lines only of chunks. Not thread-safe;
/// confined to one connection.
final class RequestLineReader extends DataReader {
    private static final byte[] HTTP_1 = " HTTP/1.".getBytes(US_ASCII);
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    /// A chunk's size in hexadecimal digits: more than any body may have.
    private static final int MOST_DIGITS = 8;

    private static final int PIECE = 16 * 1024;

    private final Source source;
    private final int limit;
    private final Accepted accepted;
    private boolean lineFound;
    private boolean http10;

    /// The rest of a chunk after the piece that was passed on, in bytes.
    private long chunkLeft;

    private boolean inChunk;
    private boolean afterLast;

    /// The incoming bytes. A sender that disconnects within the headers is no defect: the server would answer 500,
    /// and log a stack trace.
    private static final class Source implements Supplier<byte[]> {
        private final Supplier<byte[]> received;
        private boolean inHeaders;

        private Source(Supplier<byte[]> received) {
            this.received = received;
        }

        @Override
        public byte[] get() {
            byte[] bytes = received.get();
            if (bytes == null && inHeaders) {
                throw new CloseConnectionException("the sender hung up within the headers");
            }
            return bytes;
        }
    }

    /// @param source supplies what the connection receives next
    /// @param limit of a request line, in bytes; no other line may have the same one
    /// @param accepted is notified of what is being read
    RequestLineReader(Supplier<byte[]> source, int limit, Accepted accepted) {
        this(new Source(source), limit, accepted);
    }

    @SuppressWarnings("removal") // There is no other way to read along; see decision page 0071.
    private RequestLineReader(Source source, int limit, Accepted accepted) {
        super(source);
        this.source = source;
        this.limit = limit;
        this.accepted = accepted;
    }

    /// Whether the latest request is HTTP/1.0.
    boolean isHttp10() {
        return http10;
    }

    @Override
    public int findNewLine(int max) throws IncorrectNewLineException {
        lineFound = max == limit && !source.inHeaders;
        if (lineFound) {
            chunkLeft = 0;
            inChunk = false;
            afterLast = false;
            accepted.expectRequest(available() > 0);
            if (super.startsWithNewLine()) {
                skip(2);
            }
        }
        return super.findNewLine(max);
    }

    @Override
    public byte[] readBytes(int length) {
        byte[] bytes = super.readBytes(length);
        if (!lineFound) {
            return bytes;
        }
        lineFound = false;
        source.inHeaders = true;
        return requestLine(bytes);
    }

    @Override
    public boolean startsWithNewLine() throws IncorrectNewLineException {
        boolean end = super.startsWithNewLine();
        if (source.inHeaders && end) {
            source.inHeaders = false;
            accepted.headersRead();
        }
        return end;
    }

    /// The line before a chunk, or the empty one after the last. A large chunk is passed on as several small ones:
    /// the server holds a whole chunk in memory.
    @Override
    public String readLine() throws IncorrectNewLineException {
        if (chunkLeft == 0) {
            String line = shortLine();
            if (afterLast) {
                return line;
            }
            chunkLeft = size(line);
            afterLast = chunkLeft == 0;
        }
        inChunk = chunkLeft > 0;
        long piece = Math.min(chunkLeft, PIECE);
        chunkLeft -= piece;
        return Long.toHexString(piece);
    }

    private String shortLine() {
        int length = super.findNewLine(MOST_DIGITS + 1);
        if (length > MOST_DIGITS) {
            throw refused("a chunk has no size, or too large a one");
        }
        String line = length == 0 ? "" : readAsciiString(length);
        super.skip(2);
        return line;
    }

    private static long size(String line) {
        if (line.isEmpty() || !line.chars().allMatch(HexFormat::isHexDigit)) {
            throw refused("the size of a chunk is no number");
        }
        return Long.parseLong(line, 16);
    }

    /// Bytes of a chunk, without those that the server skips after it.
    @Override
    public BufferData readBuffer(int length) {
        boolean chunk = inChunk;
        inChunk = false;
        BufferData data = super.readBuffer(length);
        inChunk = chunk;
        return data;
    }

    /// After a chunk the server skips bytes without checking them.
    @Override
    public void skip(int length) {
        if (inChunk && length == 2) {
            inChunk = false;
            if (chunkLeft > 0) {
                return;
            }
            if (!super.startsWithNewLine()) {
                throw refused("a chunk does not end with a line break");
            }
        }
        super.skip(length);
    }

    private byte[] requestLine(byte[] line) {
        checkMethod(line);
        int minor = line.length - 1;
        int version = minor - HTTP_1.length;
        boolean http1 = version >= 0
                && Arrays.equals(line, version, minor, HTTP_1, 0, HTTP_1.length)
                && line[minor] >= '0'
                && line[minor] <= '9';
        http10 = http1 && line[minor] == '0';
        if (http1) {
            line[minor] = '1';
        }
        return line;
    }

    /// The server treats a method with a control character as a defect of its own, and converts lower case to
    /// upper case, which a filter in front of it does not.
    private static void checkMethod(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            byte b = line[i];
            if (b == ' ' && i > 0) {
                return;
            }
            boolean token = (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (!token && (b <= 0 || MARKS.indexOf(b) < 0)) {
                throw refused("the method is no token in capital letters");
            }
        }
    }

    private static RequestException refused(String reason) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .message(reason)
                .setKeepAlive(false)
                .build();
    }
}
