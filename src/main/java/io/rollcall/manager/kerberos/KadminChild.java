package io.rollcall.manager.kerberos;

import io.rollcall.background.Backoff;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import io.rollcall.manager.connection.IdlePool;
import io.rollcall.sync.provisioning.Checkpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Manages one [KadminSession]: starts it for the first caller, and again, with growing pauses inside a retry
/// budget, when it died, stopped answering or lost its server. Thread-safe; one slice at a time.
final class KadminChild implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KadminChild.class);
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(3);
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(50), Duration.ofSeconds(1));

    /// A child's ticket is not renewed, and the server need not honour it once it has expired.
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

    private final RealmSettings settings;
    private final AdministratorLogin login;
    private final ReentrantLock one = new ReentrantLock(true);
    private final IdlePool<KadminSession> idle;
    private volatile @Nullable KadminSession latest;
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean closed;

    /// @param longestIdle how long a child stays alive without use
    KadminChild(RealmSettings settings, Duration longestIdle) {
        this.settings = settings;
        this.login = new AdministratorLogin(settings, InstantSource.system());
        this.idle = new IdlePool<>(longestIdle, 1, this::end);
    }

    /// Carries out commands, in order, and returns the answer to each. A slice that a child's death interrupted is
    /// repeated from its beginning on a new child, so commands must be repeatable.
    ///
    /// @param checkpoint is passed before each command is sent, and notified of each answer
    /// @throws UnavailableException when the realm did not answer within the retry budget, or refuses the login
    List<KadminAnswer> ask(List<String> commands, Checkpoint checkpoint) throws UnavailableException {
        List<KadminAnswer> answers = new ArrayList<>(commands.size());
        for (int from = 0; from < commands.size(); from += KerberosRealm.SLICE) {
            answers.addAll(exclusively(
                    commands.subList(from, Math.min(commands.size(), from + KerberosRealm.SLICE)), checkpoint));
        }
        return answers;
    }

    /// Checks that a new child gets an answer, independently of the current one.
    void check() throws UnavailableException {
        try {
            login.open(LONGEST_CHECK).destroy();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw away(String.valueOf(e.getMessage()), e);
        }
    }

    int started() {
        return started.get();
    }

    OptionalLong pid() {
        KadminSession current = latest;
        return current == null ? OptionalLong.empty() : OptionalLong.of(current.pid());
    }

    private List<KadminAnswer> exclusively(List<String> slice, Checkpoint checkpoint) throws UnavailableException {
        try {
            Duration timeouts = settings.requestTimeout().plus(settings.retryFor());
            if (!one.tryLock(timeouts.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException(Part.MANAGER_USER, "kadmin was busy for " + timeouts);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return insist(slice, checkpoint);
        } finally {
            one.unlock();
        }
    }

    private List<KadminAnswer> insist(List<String> slice, Checkpoint checkpoint) throws UnavailableException {
        long begun = System.nanoTime();
        for (int tries = 1; ; tries++) {
            Duration pause = PAUSES.after(tries);
            boolean running = false;
            try {
                KadminSession current = running();
                running = true;
                return answers(current, slice, checkpoint);
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (IOException e) {
                String words = String.valueOf(e.getMessage());
                boolean worthIt =
                        !(e instanceof AdministratorLogin.RefusedException) && (running || KadminAnswer.isAway(words));
                Duration spent = Duration.ofNanos(System.nanoTime() - begun).plus(pause);
                if (!worthIt || spent.compareTo(settings.retryFor()) > 0) {
                    throw away(words, e);
                }
                log.atWarn()
                        .addKeyValue("realm", settings.realm())
                        .addKeyValue("reason", words)
                        .log("kadmin is started again");
                rest(pause);
            }
        }
    }

    private List<KadminAnswer> answers(KadminSession current, List<String> slice, Checkpoint checkpoint)
            throws IOException, InterruptedException {
        boolean sound = false;
        latest = current;
        try {
            List<KadminAnswer> answers = current.ask(slice, settings.requestTimeout(), checkpoint);
            for (KadminAnswer answer : answers) {
                if (answer.away()) {
                    throw new IOException("kadmin: " + answer.reason());
                }
            }
            sound = true;
            return answers;
        } finally {
            if (sound) {
                idle.keep(current);
            } else {
                latest = null;
                current.destroy();
            }
        }
    }

    private void end(KadminSession session) {
        latest = null;
        session.close();
    }

    private KadminSession running() throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("it was closed here");
        }
        KadminSession kept = idle.take().orElse(null);
        if (kept != null) {
            if (kept.alive() && !kept.olderThan(LONGEST_LIFE)) {
                return kept;
            }
            end(kept);
        }
        started.incrementAndGet();
        return login.open(settings.requestTimeout());
    }

    private static void rest(Duration pause) throws UnavailableException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private UnavailableException away(String words, IOException e) {
        if (e instanceof AdministratorLogin.RefusedException) {
            return UnavailableException.refused(Part.MANAGER_USER, words, e);
        }
        return new UnavailableException(
                Part.MANAGER_USER, "the realm " + settings.realm() + " cannot be used: " + words, e);
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException(Part.MANAGER_USER, "interrupted while waiting for kadmin", e);
    }

    /// Ends the idle child; a child that a caller waits for is killed at once.
    @Override
    public void close() {
        closed = true;
        idle.close();
        KadminSession current = latest;
        if (current != null) {
            current.destroy();
        }
    }
}
