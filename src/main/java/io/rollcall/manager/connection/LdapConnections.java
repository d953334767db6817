package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.background.Backoff;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Duration;
import java.util.Optional;

/// Connections to the Manager's directory, opened when needed and pooled for a while. Thread-safe. Each thread
/// works on a connection of its own.
public final class LdapConnections implements AutoCloseable {
    /// Shorter than the usual interval between two drift checks of a cluster: with thousands of clusters, only
    /// those with work in progress have a connection.
    public static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private static final int MOST_IDLE = 8;
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(50), Duration.ofMillis(1_000));

    /// Work on one connection. It is repeated from its beginning when the connection fails.
    public interface Work<T> {
        T on(LDAPConnection connection) throws LDAPException, UnavailableException;
    }

    private final LdapConnector connector;
    private final IdlePool<LDAPConnection> idle;
    private final Duration retryFor;

    /// @param longestIdle how long a connection stays open without use
    /// @throws IllegalArgumentException when a file of certificates or a key cannot be used
    public LdapConnections(LdapSettings settings, Duration longestIdle) {
        connector = new LdapConnector(settings);
        idle = new IdlePool<>(longestIdle, MOST_IDLE, LDAPConnection::close);
        retryFor = settings.timeouts().retryFor();
    }

    /// Does work that can be repeated, until it succeeds, is refused for good, or the directory was unavailable
    /// for too long.
    ///
    /// @throws UnavailableException in the latter two cases; the work itself handles refusals of single entries
    public <T> T with(Part part, Work<T> work) throws UnavailableException {
        long giveUp = System.nanoTime() + retryFor.toNanos();
        // A pooled connection may have been lost unnoticed, and detecting that may exceed the retry budget: so
        // there is always a second attempt.
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (LoginRefusedException e) {
                throw UnavailableException.refused(part, e.words(), e);
            } catch (LDAPException e) {
                if (!LdapErrors.passes(e.getResultCode())) {
                    throw new UnavailableException(part, "the directory refused: " + LdapErrors.worded(e), e);
                }
                if (tries > 1 && System.nanoTime() - giveUp >= 0) {
                    throw new UnavailableException(part, away(e), e);
                }
                rest(part, PAUSES.after(tries));
            }
        }
    }

    /// The message about a directory that is unavailable or takes no writes.
    public static String away(LDAPException e) {
        return LdapErrors.isOfACopy(e)
                ? "no server that answers takes writes: " + LdapErrors.worded(e)
                : "the directory is unavailable: " + LdapErrors.worded(e);
    }

    private <T> T once(Work<T> work) throws LDAPException, UnavailableException {
        LDAPConnection connection = connection();
        boolean sound = false;
        try {
            T result = work.on(connection);
            sound = connection.isConnected();
            return result;
        } catch (LDAPException e) {
            if (LoginWords.isRestricted(e)) {
                throw new LoginRefusedException(e.getResultCode(), connector.mustChange(connection), e);
            }
            if (LdapErrors.isOfACopy(e)) {
                connector.takesNoWrites(connection);
            }
            throw e;
        } finally {
            if (sound) {
                idle.keep(connection);
            } else {
                connection.close();
            }
        }
    }

    private LDAPConnection connection() throws LDAPException {
        for (Optional<LDAPConnection> kept = idle.take(); kept.isPresent(); kept = idle.take()) {
            if (kept.get().isConnected() && !connector.isOfACopy(kept.get())) {
                return kept.get();
            }
            kept.get().close();
        }
        return connector.open();
    }

    /// A new connection, which the caller closes after use: a pooled one that still answers does not prove that
    /// the directory accepts the login.
    public LDAPConnection fresh(Duration limit) throws LDAPException {
        return connector.open(limit);
    }

    private static void rest(Part part, Duration pause) throws UnavailableException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(part, "stopped while waiting for the directory", e);
        }
    }

    /// Closes idle connections at once, and the others when they are returned.
    @Override
    public void close() {
        idle.close();
    }
}
