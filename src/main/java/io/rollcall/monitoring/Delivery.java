package io.rollcall.monitoring;

import io.rollcall.background.Backoff;
import io.rollcall.cluster.Trouble;
import io.rollcall.ops.Metrics;
import io.rollcall.tls.ClientTls;
import io.rollcall.tls.TlsException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings notifications to one receiver, in the order in which they happened, on a thread of its own. One that is
/// not taken (2xx) is sent again with growing pauses, until it is too old. The queue is bounded: when it is full,
/// the oldest one is dropped. Thread-safe.
final class Delivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final String SENT = "rollcall.webhooks.sent";
    private static final String SENT_WORDS = "Notifications that a receiver took, by event";
    private static final String LOST = "rollcall.webhooks.lost";
    private static final String LOST_WORDS = "Notifications that were dropped: too old, or too many";

    private final Pace pace;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private volatile Webhook receiver;

    /// Whether the settings have changed since the last attempt began.
    private boolean renewed;

    private boolean ending;
    private boolean closed;

    /// How patient it is.
    ///
    /// @param oldest after that time a notification is dropped
    /// @param most that wait
    /// @param answer how long one attempt may take
    /// @param atTheEnd how long it may go on after [#close]
    record Pace(Backoff pauses, Duration oldest, int most, Duration answer, Duration atTheEnd) {
        static final Pace STANDARD = new Pace(
                Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(5)).withJitter(0.25),
                Duration.ofHours(6),
                1_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }

    Delivery(Webhook receiver, Pace pace, InstantSource clock, Metrics metrics) {
        this.receiver = receiver;
        this.pace = pace;
        this.clock = clock;
        this.metrics = metrics;
        metrics.expect(LOST, LOST_WORDS);
        for (Webhook.Event event : Webhook.Event.values()) {
            metrics.expect(SENT, SENT_WORDS, "event", word(event));
        }
        thread = Thread.ofVirtual().name("webhook").start(this::deliver);
    }

    private static String word(Webhook.Event event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    /// Takes a notification, if it is one for this receiver.
    void offer(Notification notification) {
        if (!receiver.events().contains(notification.event())) {
            return;
        }
        lock.lock();
        try {
            if (waiting.size() == pace.most()) {
                lost(waiting.removeFirst(), "too many wait");
            }
            waiting.addLast(notification);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes other settings of the same address, for what waits too: the next attempt is made at once.
    ///
    /// @return whether it is the same address; otherwise nothing has changed
    boolean change(Webhook settings) {
        if (!settings.url().equals(receiver.url())) {
            return false;
        }
        lock.lock();
        try {
            receiver = settings;
            renewed = true;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Ends by itself when nothing waits any more. Nothing may be offered after that.
    void endWhenEmpty() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
            if (!waiting.isEmpty()) {
                log.atInfo()
                        .addKeyValue("receiver", receiver.url().getHost())
                        .addKeyValue("waiting", waiting.size())
                        .log("a removed receiver still gets what waits for it");
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether it has ended.
    boolean isOver() {
        return !thread.isAlive();
    }

    private void lost(Notification notification, String reason) {
        metrics.count(LOST, LOST_WORDS);
        log.atWarn()
                .addKeyValue("event", word(notification.event()))
                .addKeyValue("id", notification.id())
                .addKeyValue("receiver", receiver.url().getHost())
                .addKeyValue("reason", reason)
                .log("notification lost");
    }

    private void deliver() {
        int failures = 0;
        try {
            for (Notification next = next(); next != null; next = next()) {
                String refused = attempt(next);
                if (refused == null) {
                    failures = 0;
                    metrics.count(SENT, SENT_WORDS, "event", word(next.event()));
                    remove(next);
                } else if (Duration.between(next.at(), clock.instant()).compareTo(pace.oldest()) >= 0) {
                    if (remove(next)) {
                        lost(next, refused);
                    }
                } else {
                    failures++;
                    if (failures == 1) {
                        log.atWarn()
                                .addKeyValue("receiver", receiver.url().getHost())
                                .addKeyValue("reason", refused)
                                .log("notification not taken, it is sent again");
                    }
                    rest(pace.pauses().after(failures));
                }
            }
        } catch (InterruptedException e) {
            // The process ends.
        }
    }

    /// The oldest notification, waited for; null at the end.
    private @Nullable Notification next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ending && !closed) {
                changed.await();
            }
            renewed = false;
            return waiting.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    /// @return whether it was still there
    private boolean remove(Notification notification) {
        lock.lock();
        try {
            return waiting.removeFirstOccurrence(notification);
        } finally {
            lock.unlock();
        }
    }

    /// A pause that ends early when the process does, and then there is one more attempt, or when there are other
    /// settings.
    private void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                throw new InterruptedException("the last attempt failed");
            }
            long nanos = time.toNanos();
            while (nanos > 0 && !closed && !renewed) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /// @return null when the receiver took it, otherwise why not
    private @Nullable String attempt(Notification notification) throws InterruptedException {
        Webhook settings = receiver;
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(pace.answer())
                .header("Content-Type", "application/json")
                .header("User-Agent", "rollcall")
                .POST(HttpRequest.BodyPublishers.ofString(notification.body()));
        try (HttpClient client = client(settings.tls())) {
            notification.headers(settings.secret(), clock.instant()).forEach(request::header);
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            client.shutdownNow();
            return status / 100 == 2 ? null : "answered with " + status;
        } catch (IOException | TlsException | RuntimeException e) {
            // A secret that cannot be read now is one of them; it may be there next time.
            return Trouble.of(e);
        }
    }

    /// A new one for each attempt: they are rare, and the certificates may have changed.
    private HttpClient client(ClientTls tls) throws TlsException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(pace.answer());
        return (tls.hasFiles() ? builder.sslContext(tls.context()) : builder).build();
    }

    /// Delivers what waits once more, for a short time.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(pace.atTheEnd())) {
                thread.interrupt();
            }
            lock.lock();
            try {
                while (!waiting.isEmpty()) {
                    lost(waiting.removeFirst(), "the process ends");
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
