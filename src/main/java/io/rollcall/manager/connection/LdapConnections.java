package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.background.Backoff;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.time.Duration;
import java.util.Optional;

/// Connections to the Manager's directory, made when needed and kept a while for the next caller. Usable by many
/// threads; each works on a connection of its own.
public final class LdapConnections implements AutoCloseable {
    /// Shorter than clusters are usually left alone between two looks at them: with thousands of clusters, only
    /// those that are worked on have a connection.
    public static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

    private static final int MOST_IDLE = 8;
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(50), Duration.ofMillis(1_000));

    /// Work on one connection. It is started again from its beginning when the directory went away.
    public interface Work<T> {
        T on(LDAPConnection connection) throws LDAPException, UnavailableException;
    }

    private final LdapConnector connector;
    private final IdlePool<LDAPConnection> idle;
    private final Duration retryFor;

    /// @param longestIdle how long a connection that nobody needs is kept
    /// @throws IllegalArgumentException when a file of certificates or a key cannot be used
    public LdapConnections(LdapSettings settings, Duration longestIdle) {
        connector = new LdapConnector(settings);
        idle = new IdlePool<>(longestIdle, MOST_IDLE, LDAPConnection::close);
        retryFor = settings.timeouts().retryFor();
    }

    /// Does work that can be repeated, until it succeeds, is refused for good, or the directory stayed away
    /// too long.
    ///
    /// @throws UnavailableException in the latter two cases: what the directory says about single entries
    ///     is for the work itself to take
    public <T> T with(Part part, Work<T> work) throws UnavailableException {
        long giveUp = System.nanoTime() + retryFor.toNanos();
        // A kept connection may have died in silence, and finding out may take longer than the patience there
        // is: so there is a second try in any case.
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

    /// What is said of a directory that does not do what it should.
    public static String away(LDAPException e) {
        return LdapErrors.isOfACopy(e)
                ? "no server that answers takes writes: " + LdapErrors.worded(e)
                : "the directory is away: " + LdapErrors.worded(e);
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

    /// A connection of the caller's own, to close after use: whether one that is kept still answers says little
    /// about whether the directory lets anybody in.
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

    /// Closes what is not in use, and the others as soon as they are not.
    @Override
    public void close() {
        idle.close();
    }
}
