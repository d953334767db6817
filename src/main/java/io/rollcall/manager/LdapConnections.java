package io.rollcall.manager;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.EXTERNALBindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UnavailableException.Part;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Bound connections to the Manager's directory, made when first needed and kept for the next caller.
/// Usable by many threads; each works on a connection of its own.
final class LdapConnections implements AutoCloseable {
    private static final int MOST = 8;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /// Work on one connection. It is started again from its beginning when the directory went away.
    interface Work<T> {
        T on(LDAPConnection connection) throws LDAPException, UnavailableException;
    }

    private final LDAPConnectionPool pool;
    private final Duration retryFor;

    /// @throws IllegalArgumentException when a file of certificates or a key cannot be used
    LdapConnections(LdapSettings settings) {
        retryFor = settings.patience().retryFor();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(
                Math.toIntExact(settings.patience().connect().toMillis()));
        options.setResponseTimeoutMillis(settings.patience().request().toMillis());
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        SSLUtil tls = new SSLUtil(ownKey(settings.login()), trusted(settings.caFile()));
        try {
            SocketFactory sockets = settings.tls() ? tls.createSSLSocketFactory() : SocketFactory.getDefault();
            PostConnectProcessor startTls =
                    settings.startTls() ? new StartTLSPostConnectProcessor(tls.createSSLContext()) : null;
            FailoverServerSet servers = new FailoverServerSet(
                    settings.servers().stream().map(LdapSettings::host).toArray(String[]::new),
                    settings.servers().stream().mapToInt(LdapSettings::port).toArray(),
                    sockets,
                    options);
            pool = new LDAPConnectionPool(servers, bind(settings.login()), 0, MOST, startTls, false);
        } catch (LDAPException | GeneralSecurityException e) {
            throw new IllegalStateException("no TLS in this Java runtime", e);
        }
    }

    private static BindRequest bind(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password(String dn, Secret password) -> new SimpleBindRequest(dn, password.reveal());
            // With an empty identity: without any, some servers wait for a second message.
            case LdapLogin.Certificate _ -> new EXTERNALBindRequest("");
        };
    }

    private static @Nullable KeyManager ownKey(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password _ -> null;
            case LdapLogin.Certificate(Path certificate, Path key) -> {
                try {
                    yield new PEMFileKeyManager(certificate.toFile(), key.toFile());
                } catch (KeyStoreException e) {
                    throw new IllegalArgumentException(
                            "no client certificate with its key in " + certificate + " and " + key + ": "
                                    + e.getMessage(),
                            e);
                }
            }
        };
    }

    private static X509TrustManager trusted(@Nullable Path caFile) {
        if (caFile == null) {
            return JVMDefaultTrustManager.getInstance();
        }
        try {
            return new PEMFileTrustManager(caFile.toFile());
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException("no CA certificates in " + caFile + ": " + e.getMessage(), e);
        }
    }

    /// Does work that can be repeated, until it succeeds, is refused for good, or the directory stayed away
    /// too long.
    ///
    /// @throws UnavailableException in the latter two cases: what the directory says about single entries
    ///     is for the work itself to take
    <T> T with(Part part, Work<T> work) throws UnavailableException {
        long giveUp = System.nanoTime() + retryFor.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        // A kept connection may have died in silence, and finding out may take longer than the patience there
        // is: so there is a second try in any case.
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (LDAPException e) {
                if (!Refusal.passes(e.getResultCode())) {
                    throw new UnavailableException(part, "the directory refused: " + Refusal.worded(e), e);
                }
                if (tries > 1 && System.nanoTime() - giveUp >= 0) {
                    throw new UnavailableException(part, "the directory is away: " + Refusal.worded(e), e);
                }
                rest(part, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /// Does work without a second try.
    <T> T once(Work<T> work) throws LDAPException, UnavailableException {
        LDAPConnection connection = pool.getConnection();
        boolean sound = false;
        try {
            T result = work.on(connection);
            sound = connection.isConnected();
            return result;
        } finally {
            if (sound) {
                pool.releaseConnection(connection);
            } else {
                pool.releaseDefunctConnection(connection);
            }
        }
    }

    private static void rest(Part part, long millis) throws UnavailableException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(part, "stopped while waiting for the directory", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
