package io.rollcall.tls;

import io.rollcall.cluster.Trouble;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// What a client trusts, and the certificate that it presents. All files are PEM.
///
/// @param authority certificates of trusted authorities; null for those that the Java runtime trusts
/// @param certificate the client's own, with [#key]; null if it has none
/// @param key PKCS #8 without a password; null if there is no certificate
public record ClientTls(
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {
    /// The defaults of the Java runtime.
    public static final ClientTls DEFAULT = new ClientTls(null, null, null);

    /// @throws IllegalArgumentException for a certificate without its key, or a key without its certificate
    public ClientTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a client's certificate and its key belong together");
        }
    }

    /// Whether it is anything else than [#DEFAULT].
    public boolean hasFiles() {
        return authority != null || certificate != null;
    }

    /// @throws TlsException when a file cannot be used
    public SSLContext context() throws TlsException {
        KeyManager @Nullable [] identity = certificate == null || key == null
                ? null
                : Pem.identity(Pem.certificates(certificate), certificate, key, null);
        TrustManager @Nullable [] trust = authority == null ? null : Pem.trust(authority);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS cannot be set up: " + Trouble.of(e), e);
        }
    }
}
