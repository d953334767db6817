package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.EXTERNALBindRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.unboundidds.controls.PasswordPolicyRequestControl;
import com.unboundid.util.ssl.JVMDefaultTrustManager;
import com.unboundid.util.ssl.PEMFileKeyManager;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import io.rollcall.background.RefusedLogin;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Trouble;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Connects to the first server that answers, and logs in. Files of certificates are read again for each
/// connection, so that a renewed one is used without a restart. Thread-safe.
final class LdapConnector {
    /// How long a server that takes no writes is tried last.
    private static final Duration COPY_FOR = Duration.ofMinutes(10);

    /// The refused logins of all clusters of this process: many clusters may share a login.
    private static final Map<String, RefusedLogin> REFUSED = new ConcurrentHashMap<>();

    private final LdapSettings settings;
    private final RefusedLogin refused;

    /// One login at a time; otherwise many would be refused before the first refusal is known.
    private final ReentrantLock login = new ReentrantLock();

    private final Map<URI, Long> copies = new ConcurrentHashMap<>();

    /// @throws IllegalArgumentException when a file of certificates or a key cannot be used
    LdapConnector(LdapSettings settings) {
        this(settings, REFUSED.computeIfAbsent(key(settings), _ -> new RefusedLogin(InstantSource.system())));
    }

    LdapConnector(LdapSettings settings, RefusedLogin refused) {
        this.settings = settings;
        this.refused = refused;
        // Read once here, so that mistakes in them are reported at the start.
        ownKey(settings.login());
        if (settings.caFile() != null) {
            trusted(settings.caFile());
        }
    }

    private static String key(LdapSettings settings) {
        return settings.servers() + " " + name(settings.login());
    }

    private static String name(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password password -> password.dn();
            case LdapLogin.Certificate(Path certificate, Path key) -> certificate + " " + key;
        };
    }

    /// A stand-in for the credential as it is now.
    private static String evidence(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password password -> password.password().stamp();
            case LdapLogin.Certificate(Path certificate, Path key) ->
                certificate.toFile().lastModified() + " " + key.toFile().lastModified();
        };
    }

    /// Records that the server of this connection answered a write as a copy does: from now on the other servers
    /// are tried first.
    void takesNoWrites(LDAPConnection connection) {
        copies.put(URI.create(String.valueOf(connection.getConnectionName())), System.nanoTime());
    }

    /// Whether another server should be tried first.
    boolean isOfACopy(LDAPConnection connection) {
        return settings.servers().size() > 1 && isCopy(URI.create(String.valueOf(connection.getConnectionName())));
    }

    private boolean isCopy(URI server) {
        Long since = copies.get(server);
        return since != null && System.nanoTime() - since < COPY_FOR.toNanos();
    }

    /// The servers that are not known to be copies first, otherwise in the given order.
    private List<URI> servers() {
        return settings.servers().stream()
                .sorted(Comparator.comparing(this::isCopy))
                .toList();
    }

    /// The message for a server that permits this login only to change its password.
    String mustChange(LDAPConnection connection) {
        return new LoginWords(settings.login(), String.valueOf(connection.getConnectionName())).mustChange();
    }

    /// A connection after login, with the usual time limit for each server.
    LDAPConnection open() throws LDAPException {
        return open(
                settings.timeouts().connect().multipliedBy(settings.servers().size()));
    }

    /// A connection after login.
    ///
    /// @param limit for everything: all servers, TLS and login included
    LDAPConnection open(Duration limit) throws LDAPException {
        long end = System.nanoTime() + limit.toNanos();
        SSLUtil tls = tls();
        LDAPException failure = new LDAPException(ResultCode.CONNECT_ERROR, "no server");
        List<String> said = new ArrayList<>();
        int others = settings.servers().size();
        for (URI server : servers()) {
            try {
                // A silent server must leave time for the next ones.
                long share = (end - System.nanoTime()) / others--;
                return open(
                        server, Math.min(share, settings.timeouts().connect().toNanos()), tls);
            } catch (LoginRefusedException e) {
                // The other servers know the same accounts, and would count the failure too.
                throw e;
            } catch (LDAPException e) {
                said.add(server + ": " + withoutCode(e));
                failure = new LDAPException(e.getResultCode(), String.join("; ", said), e);
            }
        }
        throw failure;
    }

    private static String withoutCode(LDAPException e) {
        return Trouble.known(e).orElseGet(() -> LdapErrors.worded(e));
    }

    private LDAPConnection open(URI server, long nanos, SSLUtil tls) throws LDAPException {
        long end = System.nanoTime() + nanos;
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(millisUntil(end));
        options.setResponseTimeoutMillis(millisUntil(end));
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new AddressVerifier());
        boolean open = false;
        LDAPConnection connection = new LDAPConnection(options);
        connection.setConnectionName(server.toString());
        try {
            SocketFactory sockets = settings.tls() ? tls.createSSLSocketFactory() : SocketFactory.getDefault();
            connection.setSocketFactory(new ReadTimeoutSockets(sockets, millisUntil(end)));
            connection.connect(LdapSettings.host(server), LdapSettings.port(server), millisUntil(end));
            if (settings.startTls()) {
                startTls(connection, tls, end);
            }
            logIn(connection, server, end);
            connection
                    .getConnectionOptions()
                    .setResponseTimeoutMillis(settings.timeouts().request().toMillis());
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

    private void logIn(LDAPConnection connection, URI server, long end) throws LDAPException {
        try {
            if (!login.tryLock(millisUntil(end), TimeUnit.MILLISECONDS)) {
                throw new LDAPException(ResultCode.TIMEOUT, "another login did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.USER_CANCELED, "stopped while waiting for the directory", e);
        }
        try {
            String evidence = evidence(settings.login());
            Optional<String> standing = refused.standing(evidence);
            if (standing.isPresent()) {
                throw new LoginRefusedException(ResultCode.INVALID_CREDENTIALS, standing.get(), null);
            }
            present(connection, server, end, evidence);
        } finally {
            login.unlock();
        }
    }

    private void present(LDAPConnection connection, URI server, long end, String evidence) throws LDAPException {
        LoginWords words = new LoginWords(settings.login(), server.toString());
        BindRequest bind = bind(settings.login());
        bind.setResponseTimeoutMillis(millisUntil(end));
        try {
            String mustChange = words.mustChange(connection.bind(bind));
            if (mustChange != null) {
                throw new LoginRefusedException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, mustChange, null);
            }
            refused.accepted();
        } catch (LoginRefusedException e) {
            throw e;
        } catch (LDAPException e) {
            if (LdapErrors.passes(e.getResultCode()) || e.getResultCode().isClientSideResultCode()) {
                throw e;
            }
            String said = words.refused(e);
            refused.refused(evidence, said);
            throw new LoginRefusedException(e.getResultCode(), said, e);
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

    /// The remaining time; 0 would mean no limit.
    private static int millisUntil(long nanoTime) {
        return (int) Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000);
    }

    private static BindRequest bind(LdapLogin login) {
        return switch (login) {
            case LdapLogin.Password(String dn, Secret password) ->
                new SimpleBindRequest(dn, password.reveal(), new PasswordPolicyRequestControl());
            // With an empty identity: without one, some servers wait for a second message.
            case LdapLogin.Certificate _ -> new EXTERNALBindRequest("", new PasswordPolicyRequestControl());
        };
    }

    /// Files that were readable at the start may be missing or half-written by now: a later attempt may succeed.
    private SSLUtil tls() throws LDAPException {
        try {
            return new SSLUtil(ownKey(settings.login()), trusted(settings.caFile()));
        } catch (IllegalArgumentException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, Trouble.of(e), e);
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
                                    + Trouble.of(e),
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
            throw new IllegalArgumentException("no CA certificates in " + caFile + ": " + Trouble.of(e), e);
        }
    }
}
