package io.rollcall.manager.kerberos;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import io.rollcall.Programs;
import io.rollcall.cluster.ClusterId;
import io.rollcall.manager.Slapd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A real MIT realm of this machine: KDC and `kadmind` on loopback with a database of their own, in files or in
/// the directory of a [Slapd], run by an unprivileged user. It has one administrator with a keytab, who may do
/// everything, and one who may only look; the rest is up to the test.
public final class Kdc implements AutoCloseable {
    public static final String REALM = "HADOOP.COM";
    public static final String ADMINISTRATOR = "rollcall/admin";
    /// May ask about a principal by name, and nothing else.
    public static final String ONLOOKER = "onlooker/admin";
    private static final Path SCHEMA = Path.of("/usr/share/doc/krb5-kdc-ldap/kerberos.openldap.ldif.gz");

    private final Path folder;
    private final int kdcPort = Programs.freePort();
    private final int adminPort = Programs.freePort();
    private final int passwordPort = Programs.freePort();
    private @Nullable Process kdc;
    private @Nullable Process kadmind;

    private Kdc(Path folder) {
        this.folder = folder;
    }

    /// A realm whose database is files (db2).
    public static Kdc start() {
        return start(null);
    }

    /// A realm whose database is the directory (kldap).
    public static Kdc startOn(Slapd slapd) {
        return start(slapd);
    }

    private static Kdc start(@Nullable Slapd slapd) {
        try {
            Kdc made = new Kdc(Files.createTempDirectory("kdc"));
            made.configure(slapd);
            made.fill(slapd);
            made.startKdc();
            made.startKadmind();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException("slapd did not take the realm", e);
        }
    }

    /// How the administrator reaches it, with little patience.
    public RealmSettings settings() {
        return settings(ADMINISTRATOR);
    }

    public RealmSettings settings(String administrator) {
        return settings(administrator, new ClusterId("c1"));
    }

    /// The same for a cluster of that id.
    RealmSettings settings(ClusterId cluster) {
        return settings(ADMINISTRATOR, cluster);
    }

    private RealmSettings settings(String administrator, ClusterId cluster) {
        return new RealmSettings(
                REALM,
                folder.resolve("krb5.conf"),
                administrator,
                keytab(),
                RealmSettings.findKadmin(),
                cluster,
                Duration.ofSeconds(20),
                Duration.ofSeconds(3));
    }

    public Path keytab() {
        return folder.resolve("keytab");
    }

    /// Has the realm's own administrator say something at the server's console.
    public String console(String query) {
        return run("", Programs.unprivileged(List.of("/usr/sbin/kadmin.local", "-r", REALM, "-q", query)))
                .output();
    }

    /// Whether somebody can authenticate with a password.
    public boolean kinit(String name, String password) {
        return authenticate(name, password + "\n");
    }

    /// Whether somebody can authenticate who chooses a new password when asked for one.
    public boolean kinitChanging(String name, String password, String newPassword) {
        return authenticate(name, password + "\n" + newPassword + "\n" + newPassword + "\n");
    }

    private boolean authenticate(String name, String input) {
        return run(input, List.of("kinit", "-c", "FILE:" + folder.resolve("ccache"), name + "@" + REALM))
                        .status()
                == 0;
    }

    /// From now on whatever the administrator makes or changes gets these values, as in `-policy corp`; an empty
    /// text lifts that.
    void restrict(String restrictions) throws IOException {
        stopKadmind();
        Files.writeString(
                folder.resolve("kadm5.acl"),
                ADMINISTRATOR + "@" + REALM + " admcil" + (restrictions.isEmpty() ? "" : " * " + restrictions) + "\n");
        startKadmind();
    }

    public void startKdc() {
        kdc = serve(kdcPort, "/usr/sbin/krb5kdc", "-n");
    }

    public void startKadmind() {
        kadmind = serve(adminPort, "/usr/sbin/kadmind", "-nofork");
    }

    public void stopKadmind() {
        Programs.kill(kadmind);
    }

    /// From now on it keeps whoever asks it to change something waiting.
    public void pauseKadmind() {
        signalKadmind("STOP");
    }

    public void wakeKadmind() {
        signalKadmind("CONT");
    }

    private void signalKadmind(String name) {
        String pid = Long.toString(Objects.requireNonNull(kadmind).pid());
        Programs.output("kill", "-" + name, pid);
    }

    public void stopKdc() {
        Programs.kill(kdc);
    }

    private void configure(@Nullable Slapd slapd) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/sbin/kadmind")) || !Files.isExecutable(Path.of("/usr/bin/kadmin"))) {
            throw new IOException("this test needs krb5-kdc, krb5-admin-server and krb5-user: apt-get install them");
        }
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                  default_realm = %1$s
                  dns_lookup_kdc = false
                  dns_lookup_realm = false
                  rdns = false
                  udp_preference_limit = 1
                [realms]
                  %1$s = {
                    kdc = 127.0.0.1:%2$d
                    admin_server = 127.0.0.1:%3$d
                    kpasswd_server = 127.0.0.1:%4$d
                  }
                """.formatted(REALM, kdcPort, adminPort, passwordPort));
        Files.writeString(folder.resolve("kdc.conf"), """
                [kdcdefaults]
                  kdc_listen = 127.0.0.1:%2$d
                  kdc_tcp_listen = 127.0.0.1:%2$d
                [realms]
                  %1$s = {
                    %6$s
                    acl_file = %5$s/kadm5.acl
                    key_stash_file = %5$s/stash
                    kadmind_listen = 127.0.0.1:%3$d
                    kpasswd_listen = 127.0.0.1:%4$d
                    supported_enctypes = aes256-cts:normal
                  }
                %7$s""".formatted(
                        REALM,
                        kdcPort,
                        adminPort,
                        passwordPort,
                        folder,
                        slapd == null ? "database_name = " + folder + "/principal" : "database_module = directory",
                        slapd == null ? "" : module(slapd)));
        Files.writeString(
                folder.resolve("kadm5.acl"),
                ADMINISTRATOR + "@" + REALM + " admcil\n" + ONLOOKER + "@" + REALM + " i\n");
        Programs.giveAway(folder);
    }

    private String module(Slapd slapd) {
        return """
                [dbdefaults]
                  ldap_kerberos_container_dn = cn=krbcontainer,%1$s
                [dbmodules]
                  directory = {
                    db_library = kldap
                    ldap_kdc_dn = %2$s
                    ldap_kadmind_dn = %2$s
                    ldap_service_password_file = %3$s/service.keyfile
                    ldap_servers = %4$s/
                  }
                """.formatted(Slapd.BASE, Slapd.ADMIN_DN, folder, slapd.url());
    }

    private void fill(@Nullable Slapd slapd) throws IOException, LDAPException, LDIFException {
        if (slapd == null) {
            must(
                    "",
                    Programs.unprivileged(List.of("/usr/sbin/kdb5_util", "create", "-s", "-P", "master", "-r", REALM)));
        } else {
            prepare(slapd);
            must(
                    (Slapd.PASSWORD + "\n").repeat(2),
                    ldapUtil(slapd, "stashsrvpw", "-f", folder + "/service.keyfile", Slapd.ADMIN_DN));
            must(
                    "",
                    ldapUtil(
                            slapd,
                            "create",
                            "-subtrees",
                            Slapd.BASE,
                            "-sscope",
                            "SUB",
                            "-r",
                            REALM,
                            "-P",
                            "master",
                            "-sf",
                            folder + "/stash",
                            "-s"));
        }
        for (String administrator : List.of(ADMINISTRATOR, ONLOOKER)) {
            console("addprinc -randkey " + administrator);
            console("ktadd -k " + keytab() + " " + administrator);
        }
    }

    private static void prepare(Slapd slapd) throws IOException, LDAPException, LDIFException {
        if (!Files.exists(SCHEMA)) {
            throw new IOException("this test needs the schema of Debian's krb5-kdc-ldap at " + SCHEMA);
        }
        try (LDAPConnection config = slapd.config();
                LDIFReader schema = new LDIFReader(new GZIPInputStream(Files.newInputStream(SCHEMA)))) {
            config.add(Objects.requireNonNull(schema.readEntry()));
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(ModificationType.ADD, "olcDbIndex", "krbPrincipalName eq,pres,sub"));
        }
    }

    private static List<String> ldapUtil(Slapd slapd, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "/usr/sbin/kdb5_ldap_util", "-D", Slapd.ADMIN_DN, "-w", Slapd.PASSWORD, "-H", slapd.url() + "/"));
        command.addAll(List.of(arguments));
        return Programs.unprivileged(command);
    }

    private Process serve(int port, String... command) {
        return Programs.serve(
                folder.resolve("servers.log"),
                environment(),
                Programs.unprivileged(List.of(command)),
                () -> Programs.listens(port));
    }

    private Map<String, String> environment() {
        return Map.of("KRB5_CONFIG", folder + "/krb5.conf", "KRB5_KDC_PROFILE", folder + "/kdc.conf", "LC_ALL", "C");
    }

    private Programs.Ended run(String input, List<String> command) {
        return Programs.run(input, environment(), command);
    }

    private void must(String input, List<String> command) {
        Programs.output(input, environment(), command);
    }

    /// Stops the servers and removes their files.
    @Override
    public void close() {
        Programs.kill(kadmind);
        Programs.kill(kdc);
        Programs.delete(folder);
    }
}
