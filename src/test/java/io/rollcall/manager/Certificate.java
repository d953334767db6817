package io.rollcall.manager;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.cert.PublicKeyAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/// A certificate that vouches for itself, and its key.
public record Certificate(X509Certificate certificate, KeyPair keys) {
    public static Certificate of(String subject) throws Exception {
        long now = System.currentTimeMillis();
        ObjectPair<X509Certificate, KeyPair> both = X509Certificate.generateSelfSignedCertificate(
                SignatureAlgorithmIdentifier.SHA_256_WITH_RSA,
                PublicKeyAlgorithmIdentifier.RSA,
                2_048,
                new DN(subject),
                now - Duration.ofHours(1).toMillis(),
                now + Duration.ofDays(1).toMillis());
        return new Certificate(Objects.requireNonNull(both.getFirst()), Objects.requireNonNull(both.getSecond()));
    }

    /// Writes `NAME.pem` and `NAME-key.pem`.
    public void write(Path folder, String name) throws IOException {
        Files.write(folder.resolve(name + ".pem"), certificate.toPEM());
        Files.writeString(
                folder.resolve(name + "-key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
