package io.rollcall.api.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// One accepted connection and what is expected of its other side next, by when. The thread that serves it says so
/// before it waits, and that it has waited after it; another one looks whether it is overdue and then ends the
/// waiting from outside: no option of a blocking channel does that.
final class Accepted {
    private final SocketChannel channel;
    private final Timeouts timeouts;

    /// When the headers of the request that began have to be whole.
    private long headerDue;
    /// When the body has to be; of no meaning until some of it was waited for.
    private long bodyDue;

    private boolean inBody;
    private boolean bodyBegun;
    private boolean used;

    private volatile Expected expected;

    /// @param due by [System#nanoTime()]
    private record Expected(What what, long due) {}

    /// What the other side has to do next.
    private enum What {
        /// Nothing: it is we who work.
        NOTHING,
        /// To begin a request. It harms nobody to end the connection then.
        REQUEST,
        HEADERS,
        /// To go on with a body. Whoever does not is told so: the answer can still be sent.
        BODY,
        /// To take some of what is sent.
        ANSWER
    }

    private static final Expected NOTHING = new Expected(What.NOTHING, 0);

    Accepted(SocketChannel channel, Timeouts timeouts) {
        this.channel = channel;
        this.timeouts = timeouts;
        this.headerDue = after(timeouts.header());
        this.expected = new Expected(What.REQUEST, headerDue);
    }

    SocketChannel channel() {
        return channel;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    private static long after(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /// The next that is read is the beginning of a request.
    ///
    /// @param begun whether some of it is there already
    void expectRequest(boolean begun) {
        inBody = false;
        if (begun) {
            headerDue = used ? after(timeouts.header()) : headerDue;
        } else {
            headerDue = used ? after(timeouts.idle()) : headerDue;
            expected = new Expected(What.REQUEST, headerDue);
        }
    }

    /// What is read from here on is a body.
    void headersRead() {
        used = true;
        inBody = true;
        bodyBegun = false;
    }

    /// What is left of a body is not wanted and has only that long.
    void hurry(Duration time) {
        inBody = true;
        bodyBegun = true;
        bodyDue = after(time);
    }

    void beforeReading() {
        if (!inBody) {
            if (expected.what() != What.REQUEST) {
                expected = new Expected(What.HEADERS, headerDue);
            }
            return;
        }
        if (!bodyBegun) {
            bodyBegun = true;
            bodyDue = after(timeouts.body());
        }
        long silent = after(timeouts.silence());
        expected = new Expected(What.BODY, silent - bodyDue < 0 ? silent : bodyDue);
    }

    void afterReading() {
        if (expected.what() == What.REQUEST && used) {
            headerDue = after(timeouts.header());
        }
        expected = NOTHING;
    }

    void beforeWriting() {
        expected = new Expected(What.ANSWER, after(timeouts.silence()));
    }

    void afterWriting() {
        expected = NOTHING;
    }

    /// Whether it waits for the next request, and since when at the earliest, as an order among such.
    boolean waitsForRequest() {
        return expected.what() == What.REQUEST;
    }

    long due() {
        return expected.due();
    }

    /// Ends the waiting if it took too long.
    void check(long now) throws IOException {
        Expected current = expected;
        if (current.what() == What.NOTHING || now - current.due() < 0) {
            return;
        }
        if (current.what() == What.BODY) {
            channel.shutdownInput();
        } else {
            channel.close();
        }
    }
}
