package io.rollcall.api.request;

import io.helidon.http.media.ReadableEntity;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The body of a request while it arrives. Not thread-safe; confined to one request.
public final class RequestContent {
    private static final Logger log = LoggerFactory.getLogger(RequestContent.class);

    /// How much of an unwanted body is read, and for how long, before its connection is closed. Several times what
    /// a client may send by mistake, since its HTTP library sends all before it reads the answer.
    private static final int DISCARDED = 64 * 1024 * 1024;

    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ReadableEntity entity;
    private @Nullable InputStream stream;

    public RequestContent(ReadableEntity entity) {
        this.entity = entity;
    }

    public boolean isPresent() {
        return entity.hasEntity();
    }

    /// Whether some of the body was not read. The next request on the connection would begin after it.
    public boolean isUnread() {
        return entity.hasEntity() && !entity.consumed();
    }

    public InputStream stream() {
        InputStream opened = stream == null ? entity.inputStream() : stream;
        stream = opened;
        return opened;
    }

    /// Reads the rest of a body before its connection is closed: closing with bytes unread resets the connection,
    /// and the sender may lose the answer. Gives up soon.
    ///
    /// @param expect the values of the request's `Expect`: a sender that waits for permission to continue has sent
    ///     nothing
    public void discard(List<String> expect) {
        if (!expect.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        byte[] buffer = new byte[8 * 1024];
        try {
            InputStream in = stream();
            int left = DISCARDED;
            for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
                left -= n;
                if (System.nanoTime() - start > TIMEOUT.toNanos()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The sender has disconnected, or the body is broken: the connection ends either way.
            log.atDebug().setCause(e).log("body not read to its end");
        }
    }
}
