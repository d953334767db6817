package io.rollcall.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.util.ssl.cert.PKCS8EncryptionHandler;
import com.unboundid.util.ssl.cert.PKCS8EncryptionProperties;
import com.unboundid.util.ssl.cert.PKCS8PEMFileReader;
import io.rollcall.cluster.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which files are taken, and what is said of those that are not.
class ServerTlsTest {
    @TempDir
    private Path folder;

    private Certificates certificates;

    @BeforeEach
    void make() throws Exception {
        certificates = new Certificates(folder).make("server").make("other");
    }

    @Test
    void onlyCurrentVersionsAndSuitesAreSpoken() throws Exception {
        var engine = ServerTls.open(certificates.server("server")).engine();
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites())
                .isNotEmpty()
                .allMatch(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
                .noneMatch(suite -> suite.startsWith("TLS_RSA_"));
        assertThat(engine.getNeedClientAuth()).isFalse();
        assertThat(engine.getWantClientAuth()).isFalse();
    }

    @Test
    void clientsMayBeAskedForCertificates() throws Exception {
        Path authority = certificates.certificate("other");
        ServerFiles plain = certificates.server("server");
        ServerFiles optional = new ServerFiles(plain.certificate(), plain.key(), null, authority, false);
        ServerFiles required = new ServerFiles(plain.certificate(), plain.key(), null, authority, true);
        assertThat(ServerTls.open(optional).engine().getWantClientAuth()).isTrue();
        assertThat(ServerTls.open(required).engine().getNeedClientAuth()).isTrue();
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() {
        ServerFiles mixed =
                new ServerFiles(certificates.certificate("server"), certificates.key("other"), null, null, false);
        assertThatThrownBy(() -> ServerTls.open(mixed))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("other-key.pem is not the key of the first certificate in");
    }

    @Test
    void whatIsNoCertificateOrNoKeyIsSaidWithoutItsContent() throws Exception {
        Path file = Files.writeString(folder.resolve("text.pem"), "secret-of-the-house");
        ServerFiles noCertificate = new ServerFiles(file, certificates.key("server"), null, null, false);
        assertThatThrownBy(() -> ServerTls.open(noCertificate))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("text.pem holds no certificate")
                .hasMessageNotContaining("secret-of-the-house");
        ServerFiles noKey = new ServerFiles(certificates.certificate("server"), file, null, null, false);
        assertThatThrownBy(() -> ServerTls.open(noKey))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("text.pem")
                .hasMessageNotContaining("secret-of-the-house");
        ServerFiles absent = new ServerFiles(folder.resolve("absent"), file, null, null, false);
        assertThatThrownBy(() -> ServerTls.open(absent))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("absent cannot be read");
    }

    @Test
    void aKeyMayHaveAPassword() throws Exception {
        byte[] encrypted;
        try (PKCS8PEMFileReader reader =
                new PKCS8PEMFileReader(certificates.key("server").toFile())) {
            encrypted = PKCS8EncryptionHandler.encryptPrivateKey(
                    Objects.requireNonNull(reader.readPrivateKey()),
                    "of the key".toCharArray(),
                    new PKCS8EncryptionProperties());
        }
        Files.writeString(
                certificates.key("server"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encrypted)
                        + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(ServerTls.open(withPassword("of the key")).engine()).isNotNull();
        assertThatThrownBy(() -> ServerTls.open(withPassword("another")))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("its password must fit");
        assertThatThrownBy(() -> ServerTls.open(certificates.server("server"))).isInstanceOf(TlsException.class);
    }

    private ServerFiles withPassword(String password) {
        ServerFiles plain = certificates.server("server");
        return new ServerFiles(plain.certificate(), plain.key(), Secret.of(password), null, false);
    }

    @Test
    void filesThatCannotBeUsedLeaveTheLastOnesInUse() throws Exception {
        ServerTls tls = ServerTls.open(certificates.server("server"), Duration.ZERO);
        Files.copy(
                certificates.certificate("other"),
                certificates.certificate("server"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(tls.engine()).as("the key is not there yet").isNotNull();
        Files.delete(certificates.certificate("server"));
        assertThat(tls.engine()).isNotNull();
    }
}
