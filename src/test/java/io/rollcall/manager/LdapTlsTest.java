package io.rollcall.manager;

import static io.rollcall.manager.EmbeddedDirectoryTest.BIND_DN;
import static io.rollcall.manager.EmbeddedDirectoryTest.PASSWORD;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import io.rollcall.Programs;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import io.rollcall.sync.provisioning.SampleChanges;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdapTlsTest {
    @TempDir
    Path folder;

    @Test
    void aServerWithAVouchedCertificateOfItsNameIsTrustedBothWays() throws Exception {
        Path ca = certificate("dns:localhost");
        InMemoryDirectoryServer server = server();
        try {
            assertThatCode(() -> check(server, "ldaps", ca)).doesNotThrowAnyException();
            assertThatCode(() -> check(server, "starttls", ca)).doesNotThrowAnyException();
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        certificate("dns:localhost");
        InMemoryDirectoryServer server = server();
        try {
            assertThatThrownBy(() -> check(server, "ldaps", null)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> check(server, "starttls", null)).isInstanceOf(UnavailableException.class);
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        Path ca = certificate("dns:another.example");
        InMemoryDirectoryServer server = server();
        try {
            assertThatThrownBy(() -> check(server, "ldaps", ca)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> check(server, "starttls", ca)).isInstanceOf(UnavailableException.class);
        } finally {
            server.shutDown(true);
        }
    }

    /// What listens at an address of this machine may be a tunnel to anywhere.
    @Test
    void aNumericAddressOfThisMachineMustBeInTheCertificateToo() throws Exception {
        Path ca = certificate("dns:localhost,ip:127.0.0.2");
        InMemoryDirectoryServer server = server();
        try {
            for (String how : List.of("ldaps", "starttls")) {
                assertThatThrownBy(() -> check(server, how, ca, "127.0.0.1"))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("the certificate is that of another host");
                assertThatCode(() -> check(server, how, ca, "localhost")).doesNotThrowAnyException();
            }
        } finally {
            server.shutDown(true);
        }
    }

    @Test
    void aNumericAddressOfThisMachineThatIsInTheCertificateIsTrusted() throws Exception {
        Path ca = certificate("ip:127.0.0.1");
        InMemoryDirectoryServer server = server();
        try {
            assertThatCode(() -> check(server, "ldaps", ca, "127.0.0.1")).doesNotThrowAnyException();
            assertThatCode(() -> check(server, "starttls", ca, "127.0.0.1")).doesNotThrowAnyException();
        } finally {
            server.shutDown(true);
        }
    }

    private static void check(InMemoryDirectoryServer server, String how, @Nullable Path ca) throws Exception {
        check(server, how, ca, "localhost");
    }

    private static void check(InMemoryDirectoryServer server, String how, @Nullable Path ca, String host)
            throws Exception {
        boolean startTls = how.equals("starttls");
        URI url = URI.create((startTls ? "ldap" : "ldaps") + "://" + host + ":" + server.getListenPort(how));
        LdapSettings settings = new LdapSettings(
                List.of(url),
                LdapSettings.DEFAULT_BASE,
                new LdapLogin.Password(BIND_DN, PASSWORD),
                startTls,
                ca,
                EntryLayout.of(GroupLayout.RFC2307BIS),
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(1)));
        try (LdapTarget target = new LdapTarget(SampleChanges.CLUSTER, settings)) {
            target.check();
        }
    }

    private InMemoryDirectoryServer server() throws Exception {
        SSLUtil tls = new SSLUtil(
                new KeyStoreKeyManager(folder.resolve("keys.p12").toString(), "changeit".toCharArray()), null);
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(LdapSettings.DEFAULT_BASE);
        config.addAdditionalBindCredentials(BIND_DN, PASSWORD.reveal());
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps", loopback, 0, tls.createSSLServerSocketFactory(), null),
                InMemoryListenerConfig.createLDAPConfig("starttls", loopback, 0, tls.createSSLSocketFactory()));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: " + LdapSettings.DEFAULT_BASE, "objectClass: domain", "dc: hadoop");
        server.startListening();
        return server;
    }

    /// Makes a key with a certificate of that name and gives the certificate as PEM.
    private Path certificate(String name) throws Exception {
        String store = folder.resolve("keys.p12").toString();
        Path pem = folder.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "s",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + name,
                "-keystore",
                store,
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "s",
                "-file",
                pem.toString(),
                "-keystore",
                store,
                "-storepass",
                "changeit");
        return pem;
    }

    private static void keytool(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Programs.output("", Map.of(), command);
    }
}
