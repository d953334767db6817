package io.rollcall.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import java.util.Arrays;
import java.util.function.Supplier;

/// What a client sends, with request lines that the web server understands: it reads HTTP/1.1 alone, so HTTP/1.0
/// is noted and shown to it as HTTP/1.1, which has the same request line and headers (RFC 9112, appendix C.2). So is
/// any later HTTP/1, and one empty line before a request is left out (RFC 9110, 2.5; RFC 9112, 2.2).
///
/// Where a request begins only the server knows. It looks for the end of a request line with a limit of its own,
/// and for headers after that until an empty line. Not thread-safe; confined to one connection.
final class RequestLineReader extends DataReader {
    private static final byte[] HTTP_1 = " HTTP/1.".getBytes(US_ASCII);
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private final Source source;
    private final int limit;
    private boolean lineFound;
    private boolean http10;

    /// @param source what the connection has received
    /// @param limit of a request line, in bytes; no other line may have the same one
    RequestLineReader(DataReader source, int limit) {
        this(new Source(source), limit);
    }

    @SuppressWarnings("removal") // There is no other way to read along; decision page 0071 says what then.
    private RequestLineReader(Source source, int limit) {
        super(source);
        this.source = source;
        this.limit = limit;
    }

    /// What comes in. A sender who hangs up within the headers is no defect: the server would answer 500, and write all
    /// its calls into the log.
    private static final class Source implements Supplier<byte[]> {
        private final DataReader received;
        private boolean inHeaders;

        private Source(DataReader received) {
            this.received = received;
        }

        @Override
        public byte[] get() {
            try {
                received.ensureAvailable();
            } catch (InsufficientDataAvailableException e) {
                if (inHeaders) {
                    throw new CloseConnectionException("the sender hung up within the headers", e);
                }
                throw e;
            }
            return received.readBytes(received.available());
        }
    }

    /// Whether the request that was begun last is one of HTTP/1.0.
    boolean isHttp10() {
        return http10;
    }

    @Override
    public int findNewLine(int max) throws IncorrectNewLineException {
        lineFound = max == limit && !source.inHeaders;
        if (lineFound && super.startsWithNewLine()) {
            skip(2);
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
        source.inHeaders = source.inHeaders && !end;
        return end;
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

    /// The server takes a method with a control character for a defect of its own.
    private static void checkMethod(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            byte b = line[i];
            if (b == ' ' && i > 0) {
                return;
            }
            boolean token = (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
            if (!token && (b <= 0 || MARKS.indexOf(b) < 0)) {
                throw RequestException.builder()
                        .type(DirectHandler.EventType.BAD_REQUEST)
                        .message("the method is no token")
                        .setKeepAlive(false)
                        .build();
            }
        }
    }
}
