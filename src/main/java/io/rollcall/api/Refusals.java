package io.rollcall.api;

import io.rollcall.cluster.ClusterId;
import io.rollcall.operation.Requester;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leaves a trace of calls that were refused because of who made them or how often: in the log, and in the audit of the
/// cluster. A flood of them leaves few: the first of a kind at once, the others of the same minute as one entry that
/// says how many they were; and when there are too many kinds, those that come on top are one kind. Never waits for the
/// database. May be used by several threads.
final class Refusals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /// Kinds in a minute that are told apart.
    static final int MOST_KINDS = 100;

    private static final int LONGEST_REASON = 300;
    private static final Requester MANY = new Requester("", "", "various", "various", "");

    /// Where the entries of the audit go.
    @FunctionalInterface
    interface Book {
        void write(ClusterId cluster, Requester by, Map<String, Object> detail);
    }

    /// A refused call.
    ///
    /// @param cluster of which the audit tells; null for one that there is not
    /// @param by who made it, as far as that is known
    /// @param call what was called, as the API's description names it
    record Refusal(@Nullable ClusterId cluster, Requester by, String call, ErrorCode code, String reason) {}

    private record Kind(@Nullable ClusterId cluster, String caller, String address, String call, ErrorCode code) {}

    private record Entry(Refusal refusal, int times) {}

    private static final class Tally {
        final Refusal first;
        final AtomicInteger more = new AtomicInteger();

        Tally(Refusal first) {
            this.first = first;
        }
    }

    private final Book book;
    private final InstantSource clock;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(4 * MOST_KINDS);
    private final AtomicLong windowEnds = new AtomicLong();
    private final AtomicInteger kinds = new AtomicInteger();
    private volatile Map<Kind, Tally> window = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Refusals(Book book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
        windowEnds.set(clock.millis() + WINDOW.toMillis());
    }

    void start() {
        Thread.ofVirtual().name("refusals").start(this::loop);
    }

    void note(Refusal refusal) {
        turn();
        Kind kind = new Kind(
                refusal.cluster(),
                refusal.by().userId() + " " + refusal.by().credential(),
                refusal.by().address(),
                refusal.call(),
                refusal.code());
        Map<Kind, Tally> now = window;
        Tally known = now.get(kind);
        if (known == null && kinds.get() >= MOST_KINDS) {
            kind = new Kind(refusal.cluster(), "", "", "", ErrorCode.FORBIDDEN);
            known = now.get(kind);
        }
        if (known != null) {
            known.more.incrementAndGet();
            return;
        }
        boolean overflow = kind.call().isEmpty();
        Refusal told = overflow
                ? new Refusal(
                        refusal.cluster(),
                        MANY,
                        "various",
                        refusal.code(),
                        "more kinds of refused calls than are told apart")
                : refusal;
        Tally before = now.putIfAbsent(kind, new Tally(told));
        if (before != null) {
            before.more.incrementAndGet();
            return;
        }
        kinds.incrementAndGet();
        enter(new Entry(told, 1));
    }

    /// Ends a window that is over: what came more than once is told once more.
    private void turn() {
        long ends = windowEnds.get();
        long now = clock.millis();
        if (now < ends || !windowEnds.compareAndSet(ends, now + WINDOW.toMillis())) {
            return;
        }
        Map<Kind, Tally> over = window;
        window = new ConcurrentHashMap<>();
        kinds.set(0);
        over.values().forEach(tally -> {
            int more = tally.more.get();
            if (more > 0) {
                enter(new Entry(tally.first, more));
            }
        });
    }

    private void enter(Entry entry) {
        Refusal refusal = entry.refusal();
        log.atInfo()
                .addKeyValue("call", refusal.call())
                .addKeyValue("error_code", refusal.code().code())
                .addKeyValue("reason", shortened(refusal.reason()))
                .addKeyValue("times", entry.times())
                .addKeyValue("user_id", refusal.by().userId())
                .addKeyValue("user_name", refusal.by().userName())
                .addKeyValue("credential", refusal.by().credential())
                .addKeyValue("address", refusal.by().address())
                .addKeyValue("request_id", refusal.by().requestId())
                .addKeyValue("cluster", refusal.cluster())
                .log("calls refused");
        if (refusal.cluster() != null && !queue.offer(entry)) {
            log.atWarn().log("more refused calls than the audit can be told of");
        }
    }

    private void loop() {
        while (!closed) {
            try {
                Entry entry = queue.poll(1, TimeUnit.SECONDS);
                turn();
                if (entry != null) {
                    write(entry);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a refused call is not in the audit");
            }
        }
    }

    /// Writes down what waits to be; for tests, and at the end.
    void drain() {
        turn();
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            write(entry);
        }
    }

    private void write(Entry entry) {
        Refusal refusal = entry.refusal();
        ClusterId cluster = refusal.cluster();
        if (cluster == null) {
            return;
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("call", refusal.call());
        detail.put("error_code", refusal.code().code());
        detail.put("reason", shortened(refusal.reason()));
        detail.put("times", entry.times());
        book.write(cluster, refusal.by(), detail);
    }

    private static String shortened(String reason) {
        int end = reason.indexOf(", canonicalRequest:");
        String told = end < 0 ? reason : reason.substring(0, end) + ".";
        return told.length() <= LONGEST_REASON
                ? told
                : told.substring(
                                0,
                                told.offsetByCodePoints(
                                        0, Math.min(LONGEST_REASON, told.codePointCount(0, told.length()))))
                        + "…";
    }

    @Override
    public void close() {
        closed = true;
        try {
            drain();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("refused calls are not in the audit");
        }
    }
}
