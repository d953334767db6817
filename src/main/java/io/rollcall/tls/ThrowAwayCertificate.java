package io.rollcall.tls;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.OID;
import com.unboundid.util.ObjectPair;
import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.PublicKeyAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import com.unboundid.util.ssl.cert.X509CertificateExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/// A self-signed certificate for this machine only, for some days: clients that should trust it get the file.
public final class ThrowAwayCertificate {
    /// RFC 5280, 4.2.1.6.
    private static final OID SUBJECT_ALTERNATIVE_NAMES = new OID("2.5.29.17");

    private static final byte DNS_NAME = (byte) 0x82;
    private static final byte ADDRESS = (byte) 0x87;

    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static final Duration LIFE = Duration.ofDays(30);

    private ThrowAwayCertificate() {}

    /// Writes one for `localhost`, `127.0.0.1` and `::1`, and its key, as PEM.
    ///
    /// @throws IOException when they cannot be made or written
    public static void write(Path certificate, Path key) throws IOException {
        byte[] names = new ASN1Sequence(
                        new ASN1OctetString(DNS_NAME, "localhost"),
                        new ASN1OctetString(ADDRESS, new byte[] {127, 0, 0, 1}),
                        new ASN1OctetString(ADDRESS, LOOPBACK_6))
                .encode();
        Instant now = Instant.now();
        try {
            ObjectPair<X509Certificate, KeyPair> made = X509Certificate.generateSelfSignedCertificate(
                    SignatureAlgorithmIdentifier.SHA_256_WITH_RSA,
                    PublicKeyAlgorithmIdentifier.RSA,
                    2_048,
                    new DN("CN=Rollcall on this machine"),
                    now.minus(Duration.ofHours(1)).toEpochMilli(),
                    now.plus(LIFE).toEpochMilli(),
                    new X509CertificateExtension(SUBJECT_ALTERNATIVE_NAMES, false, names));
            Files.write(certificate, Objects.requireNonNull(made.getFirst()).toPEM());
            Files.writeString(
                    key,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(Objects.requireNonNull(made.getSecond())
                                            .getPrivate()
                                            .getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (CertException | LDAPException e) {
            throw new IOException("a certificate cannot be made here", e);
        }
    }
}
