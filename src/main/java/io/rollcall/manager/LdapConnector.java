package io.rollcall.manager;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.EXTERNALBindRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import io.rollcall.cluster.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Connects to the first server that answers, and logs in. Keeps nothing in between: files of certificates are
/// read again for each connection, so that a renewed one is used without a restart. Usable by many threads.
final class LdapConnector {
    private final LdapSettings settings;

    /// @throws IllegalArgumentException when a file of certificates or a key cannot be used
    LdapConnector(LdapSettings settings) {
        this.settings = settings;
        // Only to say now what is wrong with them.
        ownKey(settings.login());
        if (settings.caFile() != null) {
            trusted(settings.caFile());
        }
    }

    /// A connection that may be used, with the usual patience for each server.
    LDAPConnection open() throws LDAPException {
        return open(
                settings.patience().connect().multipliedBy(settings.servers().size()));
    }

    /// A connection that may be used.
    ///
    /// @param limit for everything: all servers, TLS and login included
    LDAPConnection open(Duration limit) throws LDAPException {
        long end = System.nanoTime() + limit.toNanos();
        SSLUtil tls = tls();
        LDAPException failure = new LDAPException(ResultCode.CONNECT_ERROR, "no server");
        int others = settings.servers().size();
        for (URI server : settings.servers()) {
            try {
                // A server that says nothing must leave time for those after it.
                long share = (end - System.nanoTime()) / others--;
                return open(
                        server, Math.min(share, settings.patience().connect().toNanos()), tls);
            } catch (LDAPException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private LDAPConnection open(URI server, long nanos, SSLUtil tls) throws LDAPException {
        long end = System.nanoTime() + nanos;
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(millisUntil(end));
        options.setResponseTimeoutMillis(millisUntil(end));
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
        boolean open = false;
        LDAPConnection connection = new LDAPConnection(options);
        try {
            SocketFactory sockets = settings.tls() ? tls.createSSLSocketFactory() : SocketFactory.getDefault();
            connection.setSocketFactory(new ImpatientSockets(sockets, millisUntil(end)));
            connection.connect(LdapSettings.host(server), LdapSettings.port(server), millisUntil(end));
            if (settings.startTls()) {
                startTls(connection, tls, end);
            }
            BindRequest bind = bind(settings.login());
            bind.setResponseTimeoutMillis(millisUntil(end));
            connection.bind(bind);
            connection
                    .getConnectionOptions()
                    .setResponseTimeoutMillis(settings.patience().request().toMillis());
            open = true;
            return connection;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS in this Java runtime", e);
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    private static void startTls(LDAPConnection connection, SSLUtil tls, long end)
            throws LDAPException, GeneralSecurityException {
        StartTLSExtendedRequest request = new StartTLSExtendedRequest(tls.createSSLContext());
        request.setResponseTimeoutMillis(millisUntil(end));
        // What limits the handshake after the answer.
        connection.getConnectionOptions().setResponseTimeoutMillis(millisUntil(end));
        ExtendedResult result = connection.processExtendedOperation(request);
        if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
            throw new LDAPException(result);
        }
    }

    /// What is left; 0 would mean for ever.
    private static int millisUntil(long nanoTime) {
        return (int) Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000);
    }

    private static BindRequest bind(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password(String dn, Secret password) -> new SimpleBindRequest(dn, password.reveal());
            // With an empty identity: without any, some servers wait for a second message.
            case LdapLogin.Certificate _ -> new EXTERNALBindRequest("");
        };
    }

    /// Files that were good once may be gone or half-written by now: then later may help.
    private SSLUtil tls() throws LDAPException {
        try {
            return new SSLUtil(ownKey(settings.login()), trusted(settings.caFile()));
        } catch (IllegalArgumentException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, String.valueOf(e.getMessage()), e);
        }
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
}
