package io.rollcall.manager.kerberos;

import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one [KadminSession] alive: starts it when it is first needed, and again, with growing pauses inside a
/// budget, when it died, stopped answering or lost its server. For several threads, one slice at a time.
final class KadminChild implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KadminChild.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /// A child's ticket is not renewed, and the server need not honour it once it has expired.
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final RealmSettings settings;
    private final ReentrantLock one = new ReentrantLock(true);
    private volatile @Nullable KadminSession session;
    private final AtomicInteger started = new AtomicInteger();
    private boolean closed;

    KadminChild(RealmSettings settings) {
        this.settings = settings;
    }

    /// Has commands carried out, in order, and returns the answer to each. A slice that a child's death
    /// interrupted is repeated from its beginning on a new child, so commands must be repeatable.
    ///
    /// @throws UnavailableException when the realm stayed away longer than the budget, or refuses us
    List<KadminAnswer> ask(List<String> commands) throws UnavailableException {
        List<KadminAnswer> answers = new ArrayList<>(commands.size());
        for (int from = 0; from < commands.size(); from += KerberosRealm.SLICE) {
            answers.addAll(exclusively(commands.subList(from, Math.min(commands.size(), from + KerberosRealm.SLICE))));
        }
        return answers;
    }

    /// Asks a child whose server answers for nothing at all.
    void check() throws UnavailableException {
        ask(List.of("getprivs"));
    }

    int started() {
        return started.get();
    }

    OptionalLong pid() {
        KadminSession current = session;
        return current == null ? OptionalLong.empty() : OptionalLong.of(current.pid());
    }

    private List<KadminAnswer> exclusively(List<String> slice) throws UnavailableException {
        try {
            Duration patience = settings.requestTimeout().plus(settings.retryFor());
            if (!one.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(Part.MANAGER_USER, "kadmin was busy for " + patience);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return insist(slice);
        } finally {
            one.unlock();
        }
    }

    private List<KadminAnswer> insist(List<String> slice) throws UnavailableException {
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            boolean running = false;
            try {
                KadminSession current = running();
                running = true;
                List<KadminAnswer> answers = current.ask(slice, settings.requestTimeout());
                for (KadminAnswer answer : answers) {
                    if (answer.away()) {
                        throw new IOException("kadmin: " + answer.reason());
                    }
                }
                return answers;
            } catch (IOException e) {
                drop();
                String words = String.valueOf(e.getMessage());
                boolean worthIt = running || KadminAnswer.isAway(words);
                Duration spent = Duration.ofNanos(System.nanoTime() - begun).plus(pause);
                if (!worthIt || spent.compareTo(settings.retryFor()) > 0) {
                    throw new UnavailableException(
                            Part.MANAGER_USER, "the realm " + settings.realm() + " cannot be used: " + words, e);
                }
                log.atWarn()
                        .addKeyValue("realm", settings.realm())
                        .addKeyValue("reason", words)
                        .log("kadmin is started again");
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private KadminSession running() throws IOException {
        if (closed) {
            throw new IllegalStateException("the realm was closed");
        }
        KadminSession current = session;
        if (current != null && (!current.alive() || current.olderThan(LONGEST_LIFE))) {
            current.close();
            current = null;
        }
        if (current == null) {
            started.incrementAndGet();
            current = KadminSession.open(settings);
            session = current;
        }
        return current;
    }

    private void drop() {
        KadminSession current = session;
        if (current != null) {
            session = null;
            current.destroy();
        }
    }

    private static void rest(Duration pause) throws UnavailableException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException(Part.MANAGER_USER, "interrupted while waiting for kadmin", e);
    }

    @Override
    public void close() {
        one.lock();
        try {
            closed = true;
            KadminSession current = session;
            if (current != null) {
                current.close();
                session = null;
            }
        } finally {
            one.unlock();
        }
    }
}
