package io.rollcall;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// Callers that ask for the status of all clusters, one after the other, at a steady rate, over connections that
/// are kept. A call's time begins when it was due, so that callers delayed by a slow answer count too.
final class StatusLoad implements AutoCloseable {
    private static final int CALLERS = 192;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int MICROS_OF_A_STEP = 100;
    private static final int STEPS = 200_000;

    private final List<Integer> ports;
    private final List<String> paths;
    private final String token;
    private final double perSecond;
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLongArray times = new AtomicLongArray(STEPS);
    private final AtomicLongArray served = new AtomicLongArray(STEPS);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private volatile Schedule schedule = new Schedule(0);

    /// When which call is due.
    private static final class Schedule {
        final long began;
        final AtomicLong next = new AtomicLong();

        Schedule(long began) {
            this.began = began;
        }
    }

    /// @param perSecond calls that were answered, on average
    /// @param p50 milliseconds from when a call was due until its answer, like the others
    /// @param servedP99 milliseconds from when a call was sent until its answer
    record Figures(
            long calls,
            int errors,
            double perSecond,
            double p50,
            double p99,
            double max,
            double servedP50,
            double servedP99) {}

    StatusLoad(List<Integer> ports, List<String> paths, String token, int perSecond) {
        this.ports = ports;
        this.paths = paths;
        this.token = token;
        this.perSecond = perSecond;
    }

    void start() {
        schedule = new Schedule(System.nanoTime());
        for (int i = 0; i < CALLERS; i++) {
            int port = ports.get(i % ports.size());
            threads.add(Thread.ofPlatform().daemon().start(() -> ask(port)));
        }
    }

    private void ask(int port) {
        while (!over) {
            try (Caller caller = new Caller(port, token)) {
                while (!over) {
                    Schedule now = schedule;
                    long number = now.next.getAndIncrement();
                    long due = now.began + (long) (number * 1e9 / perSecond);
                    for (long left = due - System.nanoTime(); left > 0 && !over; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    long sent = System.nanoTime();
                    String path = paths.get((int) (number / 2 % paths.size()))
                            + (number % 2 == 0 ? "/iam-sync" : "/iam-sync/is-synchronous");
                    if (caller.call("GET", path, "") != 200) {
                        errors.incrementAndGet();
                    }
                    if (now == schedule) {
                        note(times, due);
                        note(served, sent);
                        slowest.accumulateAndGet(System.nanoTime() - due, Math::max);
                    }
                }
            } catch (IOException e) {
                if (!over) {
                    errors.incrementAndGet();
                }
            }
        }
    }

    private static void note(AtomicLongArray histogram, long since) {
        long micros = (System.nanoTime() - since) / 1_000;
        histogram.incrementAndGet((int) Math.min(STEPS - 1, micros / MICROS_OF_A_STEP));
    }

    /// From now on nothing counts that was due before, errors excepted: the first calls meet a cold JVM.
    void forget() {
        for (int i = 0; i < STEPS; i++) {
            times.set(i, 0);
            served.set(i, 0);
        }
        slowest.set(0);
        schedule = new Schedule(System.nanoTime());
    }

    Figures figures() {
        long calls = sum(times);
        return new Figures(
                calls,
                errors.get(),
                rounded(calls * 1e9 / (System.nanoTime() - schedule.began)),
                quantile(times, 0.5),
                quantile(times, 0.99),
                rounded(slowest.get() / 1e6),
                quantile(served, 0.5),
                quantile(served, 0.99));
    }

    private static long sum(AtomicLongArray histogram) {
        long sum = 0;
        for (int i = 0; i < STEPS; i++) {
            sum += histogram.get(i);
        }
        return sum;
    }

    private static double quantile(AtomicLongArray histogram, double part) {
        long left = (long) Math.ceil(sum(histogram) * part);
        int step = 0;
        while (step < STEPS - 1 && (left -= histogram.get(step)) > 0) {
            step++;
        }
        return rounded((step + 1) * MICROS_OF_A_STEP / 1_000.0);
    }

    private static double rounded(double number) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.1f", number));
    }

    /// Asks each replica in turn for the full synchronization of one cluster after the other, several at a time.
    static void acceptAll(List<Integer> ports, List<String> paths, String token) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int port : ports) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Caller caller = new Caller(port, token)) {
                    for (int i = next.getAndIncrement(); i < paths.size(); i = next.getAndIncrement()) {
                        if (caller.call("POST", paths.get(i) + "/iam-sync-user", "{\"is_all_sync\": true}") == 202) {
                            accepted.incrementAndGet();
                        }
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (accepted.get() != paths.size()) {
            throw new IllegalStateException("only " + accepted + " were accepted");
        }
    }

    /// Waits for the calls under way; one that is not answered within a minute is an error.
    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                if (!thread.join(TIMEOUT)) {
                    errors.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
    }

    /// One kept connection. A client of the least cost: it shares the machine with what it measures.
    private static final class Caller implements AutoCloseable {
        /// As the server writes it.
        private static final String LENGTH = "Content-Length: ";

        private final Socket socket;
        private final InputStream in;
        private final byte[] buffer = new byte[8 * 1024];
        private final String headers;

        Caller(int port, String token) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            headers = " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Auth-Token: " + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: ";
        }

        int call(String method, String path, String body) throws IOException {
            socket.getOutputStream()
                    .write((method + " " + path + headers + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII));
            int filled = 0;
            int start;
            while ((start = body(filled)) < 0) {
                filled = more(filled);
            }
            String head = new String(buffer, 0, start, US_ASCII);
            int length = head.indexOf(LENGTH);
            int end = start
                    + (length < 0
                            ? 0
                            : Integer.parseInt(head, length + LENGTH.length(), head.indexOf('\r', length), 10));
            while (filled < end) {
                filled = more(filled);
            }
            return Integer.parseInt(head, 9, 12, 10);
        }

        private int more(int filled) throws IOException {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read <= 0) {
                throw new EOFException();
            }
            return filled + read;
        }

        /// Where the body begins, or less than 0.
        private int body(int filled) {
            for (int i = 4; i <= filled; i++) {
                if (buffer[i - 1] == '\n' && buffer[i - 2] == '\r' && buffer[i - 3] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
