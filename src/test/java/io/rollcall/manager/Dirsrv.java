package io.rollcall.manager;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.rollcall.Programs;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real 389 Directory Server of this machine, on loopback with a database of its own, run by an
/// unprivileged user, with the schema that it brings. It holds the suffix and a service account that may do
/// everything below it.
final class Dirsrv implements AutoCloseable {
    static final String ADMIN_DN = "cn=Directory Manager";
    static final String PASSWORD = "a-test-password";
    private static final Path DATA = Path.of("/usr/share/dirsrv/data");

    private final Path folder;
    private final int port;
    private final boolean tls;
    private final boolean plugins;
    private @Nullable Process process;

    private Dirsrv(Path folder, int port, boolean tls, boolean plugins) {
        this.folder = folder;
        this.port = port;
        this.tls = tls;
        this.plugins = plugins;
    }

    static Dirsrv start() {
        return start(false, false);
    }

    /// It keeps `memberOf`, and gives numbers to whoever has none (the plugins MemberOf and DNA).
    static Dirsrv startWithPlugins() {
        return start(false, true);
    }

    /// It takes passwords over TLS alone.
    static Dirsrv startWithTls() {
        return start(true, false);
    }

    private static Dirsrv start(boolean tls, boolean plugins) {
        try {
            Dirsrv dirsrv = new Dirsrv(Files.createTempDirectory("dirsrv"), Programs.freePort(), tls, plugins);
            dirsrv.configure();
            dirsrv.restart();
            dirsrv.fill();
            return dirsrv;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LDAPException e) {
            throw new IllegalStateException("389 Directory Server did not take its first entries", e);
        }
    }

    /// How the service account reaches it. Its `groupOfNames` may be empty, unlike that of the standard.
    LdapSettings settings() {
        EntryLayout usual = EntryLayout.of(GroupLayout.RFC2307BIS);
        return new LdapSettings(
                List.of(url()),
                Slapd.BASE,
                new LdapLogin.Password(Slapd.SERVICE_DN, Secret.of(PASSWORD)),
                tls,
                tls ? folder.resolve("server.pem") : null,
                new EntryLayout(
                        usual.groups(),
                        usual.userClasses(),
                        List.of("groupOfNames", "posixGroup"),
                        usual.home(),
                        usual.shell()));
    }

    URI url() {
        return URI.create("ldap://127.0.0.1:" + port);
    }

    /// Has only the suffix again, without any right for anybody.
    void empty() throws LDAPException {
        try (LDAPConnection admin = admin()) {
            admin.delete(Slapd.SERVICE_DN);
            admin.modify(Slapd.BASE, new Modification(ModificationType.DELETE, "aci"));
        }
    }

    LDAPConnection admin() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ADMIN_DN, PASSWORD);
    }

    /// Ends the process as a crash would.
    void kill() {
        Programs.kill(process);
    }

    void restart() {
        process = Programs.serve(
                folder.resolve("out.log"),
                Map.of(),
                Programs.unprivileged(
                        List.of("/usr/sbin/ns-slapd", "-D", folder.toString(), "-i", folder + "/pid", "-d", "16384")),
                () -> Slapd.answers(port));
    }

    private void configure() throws IOException {
        if (!Files.isExecutable(Path.of("/usr/sbin/ns-slapd")) || !Files.isDirectory(DATA)) {
            throw new IOException("this test needs 389 Directory Server: apt-get install 389-ds-base"
                    + " (no /usr/sbin/ns-slapd on this machine)");
        }
        for (String name : List.of("schema", "lock", "tmp", "cert", "ldif", "bak", "run", "log", "db")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.copy(Path.of("/etc/dirsrv/schema/99user.ldif"), folder.resolve("schema/99user.ldif"));
        Files.copy(Path.of("/etc/dirsrv/config/slapd-collations.conf"), folder.resolve("slapd-collations.conf"));
        String configuration = Files.readString(DATA.resolve("template-dse.ldif"), UTF_8)
                + "\n"
                + Files.readString(DATA.resolve("template-suffix-db.ldif"), UTF_8);
        for (Map.Entry<String, String> one : values().entrySet()) {
            configuration = configuration.replace("%" + one.getKey() + "%", one.getValue());
        }
        // The server takes neither comments nor several blank lines in this one file.
        configuration = configuration.replaceAll("(?m)^#.*\\n", "").replaceAll("\\n{3,}", "\n\n");
        if (plugins) {
            configuration = withPlugins(configuration);
        }
        // The first entry is the server itself; a test password may be kept as it is.
        configuration = configuration.replaceFirst(
                "nsslapd-rootpw:", "nsslapd-rootpwstoragescheme: CLEAR\npasswordStorageScheme: CLEAR\nnsslapd-rootpw:");
        if (tls) {
            makeCertificate();
            configuration = configuration.replaceFirst(
                    "nsslapd-rootpw:",
                    "nsslapd-security: on\nnsslapd-secureport: " + Programs.freePort() + "\nnsslapd-rootpw:");
        }
        Files.writeString(folder.resolve("dse.ldif"), configuration);
        Programs.giveAway(folder);
    }

    private void makeCertificate() throws IOException {
        String certificates = "sql:" + folder.resolve("cert");
        Path noise = Files.write(folder.resolve("noise"), new SecureRandom().generateSeed(64));
        Programs.output("certutil", "-N", "-d", certificates, "--empty-password");
        Programs.output(
                "certutil",
                "-S",
                "-x",
                "-d",
                certificates,
                "-n",
                "Server-Cert",
                "-s",
                "CN=localhost",
                "--extSAN",
                "ip:127.0.0.1",
                "-t",
                "CTu,u,u",
                "-m",
                "1",
                "-v",
                "12",
                "-z",
                noise.toString());
        Programs.output("certutil", "-L", "-d", certificates, "-n", "Server-Cert", "-a", "-o", folder + "/server.pem");
    }

    private static String withPlugins(String configuration) {
        return configuration
                        .replaceFirst(
                                "(?s)(cn: MemberOf Plugin\n.*?)nsslapd-pluginenabled: off\n",
                                "$1nsslapd-pluginenabled: on\nmemberOfAutoAddOC: nsMemberOf\n")
                        .replaceFirst(
                                "(?s)(cn: Distributed Numeric Assignment Plugin\n.*?)nsslapd-pluginenabled: off\n",
                                "$1nsslapd-pluginenabled: on\n")
                        .stripTrailing()
                + """


                dn: cn=uids,cn=Distributed Numeric Assignment Plugin,cn=plugins,cn=config
                objectClass: top
                objectClass: extensibleObject
                cn: uids
                dnaType: uidNumber
                dnaNextValue: 700000
                dnaMagicRegen: -1
                dnaFilter: (objectClass=posixAccount)
                dnaScope: dc=hadoop,dc=com
                """;
    }

    private Map<String, String> values() {
        return Map.ofEntries(
                Map.entry("schema_dir", folder + "/schema"),
                Map.entry("lock_dir", folder + "/lock"),
                Map.entry("tmp_dir", folder + "/tmp"),
                Map.entry("cert_dir", folder + "/cert"),
                Map.entry("ldif_dir", folder + "/ldif"),
                Map.entry("bak_dir", folder + "/bak"),
                Map.entry("run_dir", folder + "/run"),
                Map.entry("inst_dir", folder.toString()),
                Map.entry("config_dir", folder.toString()),
                Map.entry("log_dir", folder + "/log"),
                Map.entry("db_dir", folder + "/db"),
                Map.entry("db_home_dir", folder + "/db"),
                Map.entry("db_lib", "mdb"),
                Map.entry("fqdn", "localhost"),
                Map.entry("ds_port", Integer.toString(port)),
                Map.entry("ds_user", Slapd.user()),
                Map.entry("rootdn", ADMIN_DN),
                Map.entry("ds_passwd", "{CLEAR}" + PASSWORD),
                Map.entry("ldapi_enabled", "off"),
                Map.entry("ldapi", folder + "/run/ldapi"),
                Map.entry("ldapi_autobind", "off"),
                Map.entry("ds_bename", "userroot"),
                Map.entry("ds_suffix", Slapd.BASE));
    }

    private void fill() throws LDAPException {
        try (LDAPConnection admin = admin()) {
            ManagerFixture.add(
                    admin,
                    "dn: " + Slapd.BASE,
                    "objectClass: domain",
                    "dc: hadoop",
                    "aci: (targetattr=\"*\")(version 3.0; acl \"rollcall\"; allow (all) userdn=\"ldap:///"
                            + Slapd.SERVICE_DN + "\";)");
            ManagerFixture.add(
                    admin,
                    "dn: " + Slapd.SERVICE_DN,
                    "objectClass: organizationalRole",
                    "objectClass: simpleSecurityObject",
                    "objectClass: extensibleObject",
                    "cn: rollcall",
                    "nsSizeLimit: -1",
                    "nsLookThroughLimit: -1",
                    "nsPagedSizeLimit: -1",
                    "nsPagedLookThroughLimit: -1",
                    "userPassword: " + PASSWORD);
        }
    }

    @Override
    public void close() {
        kill();
        Programs.delete(folder);
    }
}
