package io.rollcall.api.request;

import io.helidon.http.RequestException;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads bodies into memory: a signature covers the whole body, so it is needed before the sender is
/// authenticated. All large bodies together get a fixed amount of memory, so that unauthenticated senders cannot
/// exhaust it. Thread-safe.
public final class BodyReader {
    private static final Logger log = LoggerFactory.getLogger(BodyReader.class);

    /// What the documented gateway takes (contract 2.1).
    static final int MAXIMUM = 12 * 1024 * 1024;

    /// What each request may use in any case. An ordinary body has a few kilobytes.
    private static final int FREE = 64 * 1024;

    private static final int BLOCK = 64 * 1024;

    private final Semaphore blocks;

    private final Duration timeouts;

    /// @param budget in bytes, for what bodies have beyond their first 64 KiB
    /// @param timeouts how long one body may take to arrive: a slow sender holds a place all that time
    public BodyReader(long budget, Duration timeouts) {
        this.blocks = new Semaphore(Math.toIntExact(budget / BLOCK));
        this.timeouts = timeouts;
    }

    /// A body in memory; closing gives its memory back.
    public final class Body implements AutoCloseable {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream(512);
        private int held;

        public byte[] bytes() {
            return content.toByteArray();
        }

        private void readFrom(InputStream in) throws IOException {
            long start = System.nanoTime();
            byte[] buffer = new byte[8 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (content.size() + n > MAXIMUM) {
                    throw new ApiException(ErrorCode.BODY_TOO_LARGE);
                }
                if (System.nanoTime() - start > timeouts.toNanos()) {
                    throw new IOException("the body came too slowly");
                }
                int needed = Math.ceilDiv(Math.max(0, content.size() + n - FREE), BLOCK);
                if (needed > held) {
                    if (!blocks.tryAcquire(needed - held)) {
                        throw new ApiException(ErrorCode.THROTTLED, Message.NONE, Duration.ofSeconds(1));
                    }
                    held = needed;
                }
                content.write(buffer, 0, n);
            }
        }

        @Override
        public void close() {
            blocks.release(held);
            held = 0;
        }
    }

    /// @throws ApiException 413 if it is too large, 429 if there is no memory for it now, 400 if it does not
    ///     arrive completely
    public Body read(InputStream in) {
        Body body = new Body();
        try {
            body.readFrom(in);
            return body;
        } catch (ApiException | RequestException e) {
            body.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            // The server reports a broken chunk by any exception of its parsing of numbers.
            body.close();
            log.atDebug().setCause(e).log("body could not be read");
            throw new ApiException(ErrorCode.REQUEST_MALFORMED, new Message("The body could not be read.", "无法读取请求体。"));
        }
    }
}
