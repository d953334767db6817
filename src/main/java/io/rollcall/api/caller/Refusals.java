package io.rollcall.api.caller;

import io.rollcall.api.error.ErrorCode;
import io.rollcall.background.LoopObserver;
import io.rollcall.background.Periodic;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Text;
import io.rollcall.operation.model.Requester;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Records calls that were refused because of their caller or their rate: in the log, and in the audit of the
/// cluster. A flood causes few entries: the first of a kind at once, the others of the same minute as one entry
/// with their number; and when there are too many kinds, the excess ones count as one kind. Never waits for the
/// database. Thread-safe.
public final class Refusals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /// The most kinds in a minute.
    public static final int MOST_KINDS = 100;

    private static final int LONGEST_REASON = 300;
    private static final Requester MANY = new Requester("", "", "various", "various", "");

    /// Where the entries of the audit go.
    @FunctionalInterface
    public interface Book {
        void write(ClusterId cluster, Requester by, Map<String, Object> detail);
    }

    /// A refused call.
    ///
    /// @param cluster the cluster of the audit; null if it does not exist
    /// @param by the caller, as far as that is known
    /// @param call what was called, as the API's description names it
    /// @param reason the answer, as far as it fits into a line of the log
    public record Refusal(@Nullable ClusterId cluster, Requester by, String call, ErrorCode code, String reason) {
        public Refusal {
            int end = reason.indexOf(", canonicalRequest:");
            reason = Text.shortened(end < 0 ? reason : reason.substring(0, end) + ".", LONGEST_REASON);
        }

        private Kind kind() {
            return new Kind(cluster, by.userId() + " " + by.credential(), by.address(), call, code);
        }

        /// The kind of all refusals beyond the limit of kinds.
        private Refusal onTop() {
            return new Refusal(cluster, MANY, "various", code, "more kinds of refused calls than are told apart");
        }
    }

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
    private volatile Map<Kind, Tally> window = new ConcurrentHashMap<>();
    private final Periodic loop;

    public Refusals(Book book, InstantSource clock, LoopObserver observer) {
        this.book = book;
        this.clock = clock;
        windowEnds.set(clock.millis() + WINDOW.toMillis());
        this.loop = new Periodic("refusals", ROUND, observer, this::drain);
    }

    public void start() {
        loop.start();
    }

    public void note(Refusal refusal) {
        turn();
        Map<Kind, Tally> now = window;
        boolean toldApart = now.containsKey(refusal.kind()) || now.size() < MOST_KINDS;
        Refusal told = toldApart ? refusal : refusal.onTop();
        Tally before = now.putIfAbsent(told.kind(), new Tally(told));
        if (before != null) {
            before.more.incrementAndGet();
        } else {
            enter(new Entry(told, 1));
        }
    }

    /// Ends a window that is over: repeated refusals are recorded once more, with their number.
    private void turn() {
        long ends = windowEnds.get();
        long now = clock.millis();
        if (now < ends || !windowEnds.compareAndSet(ends, now + WINDOW.toMillis())) {
            return;
        }
        Map<Kind, Tally> over = window;
        window = new ConcurrentHashMap<>();
        over.values().forEach(tally -> {
            int more = tally.more.get();
            if (more > 0) {
                enter(new Entry(tally.first, more));
            }
        });
    }

    private void enter(Entry entry) {
        Refusal refusal = entry.refusal();
        LoggingEventBuilder line = log.atInfo()
                .addKeyValue("call", refusal.call())
                .addKeyValue("error_code", refusal.code().code())
                .addKeyValue("reason", refusal.reason())
                .addKeyValue("times", entry.times())
                .addKeyValue("user_id", refusal.by().userId())
                .addKeyValue("user_name", refusal.by().userName())
                .addKeyValue("credential", refusal.by().credential())
                .addKeyValue("address", refusal.by().address())
                .addKeyValue("request_id", refusal.by().requestId());
        if (refusal.cluster() == null) {
            line.log("calls refused");
            return;
        }
        line.addKeyValue("cluster", refusal.cluster()).log("calls refused");
        if (queue.offer(entry)) {
            loop.wake();
        } else {
            log.atWarn().log("more refused calls than the audit can be told of");
        }
    }

    /// Writes the waiting entries; for tests, and at the end.
    public void drain() {
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
        detail.put("reason", refusal.reason());
        detail.put("times", entry.times());
        book.write(cluster, refusal.by(), detail);
    }

    @Override
    public void close() {
        loop.close();
        try {
            drain();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("refused calls are not in the audit");
        }
    }
}
