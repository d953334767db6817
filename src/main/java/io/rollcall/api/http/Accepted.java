package io.rollcall.api.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// One accepted connection, and the next step that its client has to make, with a deadline. The thread that serves
/// it sets the deadline before it waits, and clears it afterwards; another thread checks for overdue connections
/// and ends the wait from outside: no option of a blocking channel does that. Thread-safe.
final class Accepted {
    private final SocketChannel channel;
    private final Timeouts timeouts;

    /// When the headers of the current request have to be complete.
    private long headerDue;
    /// When the body has to be complete; unused until some of it was awaited.
    private long bodyDue;

    private boolean inBody;
    private boolean bodyBegun;
    private boolean used;

    private volatile Expected expected;

    /// @param due by [System#nanoTime()]
    private record Expected(What what, long due) {}

    /// What the client has to do next.
    private enum What {
        /// Nothing: the server is working.
        NOTHING,
        /// To begin a request. Ending the connection then does no harm.
        REQUEST,
        HEADERS,
        /// To continue a body. A client that does not gets an error: the answer can still be sent.
        BODY,
        /// To read some of the answer.
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

    /// The next bytes begin a request.
    ///
    /// @param begun whether some of it has arrived already
    void expectRequest(boolean begun) {
        inBody = false;
        if (begun) {
            headerDue = used ? after(timeouts.header()) : headerDue;
        } else {
            headerDue = used ? after(timeouts.idle()) : headerDue;
            expected = new Expected(What.REQUEST, headerDue);
        }
    }

    /// The bytes from here on are a body.
    void headersRead() {
        used = true;
        inBody = true;
        bodyBegun = false;
    }

    /// The rest of a body is unwanted and has only this much time.
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

    /// Whether it waits for the next request; then [#due] orders such connections by how long they have waited.
    boolean waitsForRequest() {
        return expected.what() == What.REQUEST;
    }

    long due() {
        return expected.due();
    }

    /// Ends the wait if it is overdue.
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
