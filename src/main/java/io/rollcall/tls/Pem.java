package io.rollcall.tls;

import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.PKCS8PEMFileReader;
import com.unboundid.util.ssl.cert.PKCS8PrivateKey;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Reads PEM files. A problem is thrown as a [TlsException] that names the file and never its content.
final class Pem {
    /// Holds keys in memory only.
    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private Pem() {}

    /// All certificates of a file, at least one, in its order.
    static List<X509Certificate> certificates(Path file) throws TlsException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new TlsException(file + " holds no certificate");
            }
            return found;
        } catch (IOException e) {
            throw new TlsException(file + " cannot be read: " + Trouble.of(e), e);
        } catch (CertificateException e) {
            throw new TlsException(file + " holds no certificate in PEM form", e);
        }
    }

    /// @param password of a key that is encrypted; null for one that is not
    static PrivateKey key(Path file, @Nullable Secret password) throws TlsException {
        try (PKCS8PEMFileReader reader = new PKCS8PEMFileReader(file.toFile())) {
            PKCS8PrivateKey found = password == null
                    ? reader.readPrivateKey()
                    : reader.readPrivateKey(password.reveal().toCharArray());
            if (found == null) {
                throw new TlsException(file + " holds no private key");
            }
            return found.toPrivateKey();
        } catch (IOException e) {
            throw new TlsException(file + " cannot be read: " + Trouble.of(e), e);
        } catch (CertException | GeneralSecurityException e) {
            throw new TlsException(
                    file + " holds no private key that can be used: it must be PKCS #8 in PEM form"
                            + (password == null ? ", unencrypted" : ", and its password must fit"),
                    e);
        }
    }

    /// @param chain what was read from the file `certificate`
    static KeyManager[] identity(List<X509Certificate> chain, Path certificate, Path key, @Nullable Secret password)
            throws TlsException {
        PrivateKey secret = key(key, password);
        if (!belongTogether(chain.getFirst().getPublicKey(), secret)) {
            throw new TlsException(key + " is not the key of the first certificate in " + certificate);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("identity", secret, IN_MEMORY, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, IN_MEMORY);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(certificate + " and " + key + " cannot be used: " + Trouble.of(e), e);
        }
    }

    /// The trusted authorities for the other side.
    static TrustManager[] trust(Path authorities) throws TlsException {
        List<X509Certificate> certificates = certificates(authorities);
        try {
            KeyStore store = empty();
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("authority" + i, certificates.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(authorities + " cannot be used: " + Trouble.of(e), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /// Two files are written one after the other, so for a moment they may not match.
    private static boolean belongTogether(PublicKey shown, PrivateKey secret) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
