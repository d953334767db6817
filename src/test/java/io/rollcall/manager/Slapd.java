package io.rollcall.manager;

import com.unboundid.ldap.sdk.Entry;
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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A real OpenLDAP server of this machine, on loopback with a database of its own, run by an unprivileged
/// user. It holds the suffix and a service account that may do everything below it; the rest is up to the
/// test.
public final class Slapd implements AutoCloseable {
    public static final String BASE = LdapSettings.DEFAULT_BASE;
    public static final String SERVICE_DN = "cn=rollcall," + BASE;
    public static final String ADMIN_DN = "cn=admin," + BASE;
    public static final String PASSWORD = "a-test-password";
    private static final Path DEBIAN = Path.of("/usr/share/slapd/slapd.init.ldif");

    /// What OpenLDAP can be told to do besides.
    public enum Overlay {
        /// `memberOf` on the members of each group, kept up to date by the server.
        MEMBEROF("memberof", """
                objectClass: olcMemberOfConfig
                olcMemberOfGroupOC: groupOfMembers
                olcMemberOfMemberAD: member
                olcMemberOfMemberOfAD: memberOf
                """),
        /// `memberOf`, made up when it is asked for.
        DYNLIST("dynlist", """
                objectClass: olcDynListConfig
                olcDynListAttrSet: groupOfURLs memberURL member+memberOf@groupOfMembers
                """),
        /// Whoever is deleted or renamed is so in every group.
        REFINT("refint", """
                objectClass: olcRefintConfig
                olcRefintAttribute: member
                """),
        /// No name and no number twice.
        UNIQUE("unique", """
                objectClass: olcUniqueConfig
                olcUniqueURI: ldap:///dc=hadoop,dc=com?uid,uidNumber?sub
                olcUniqueURI: ldap:///dc=hadoop,dc=com?gidNumber?sub?(objectClass=posixGroup)
                """),
        /// Rules about passwords, and accounts that are locked.
        PPOLICY("ppolicy", """
                objectClass: olcPPolicyConfig
                olcPPolicyDefault: cn=policy,dc=hadoop,dc=com
                """);

        private final String module;
        private final String lines;

        Overlay(String module, String lines) {
            this.module = module;
            this.lines = lines;
        }
    }

    private final Path folder;
    private final int port;
    private final GroupLayout layout;
    private final List<Overlay> overlays;
    private final boolean debian;
    private @Nullable Process process;

    private Slapd(Path folder, int port, GroupLayout layout, List<Overlay> overlays, boolean debian) {
        this.folder = folder;
        this.port = port;
        this.layout = layout;
        this.overlays = overlays;
        this.debian = debian;
    }

    /// Starts a server with the schema of the layout: Debian's own files for RFC 2307, ours instead of
    /// `nis` for 2307bis.
    public static Slapd start(GroupLayout layout, Overlay... overlays) {
        return filled(start(layout, List.of(overlays), false));
    }

    /// Starts a server with the configuration that Debian's package `slapd` makes when it is installed. Only
    /// the places of its files are others, and its own configuration has a password.
    static Slapd startAsDebianDoes() {
        return filled(start(GroupLayout.RFC2307, List.of(), true));
    }

    private static Slapd filled(Slapd slapd) {
        try {
            slapd.fill();
            return slapd;
        } catch (LDAPException e) {
            slapd.close();
            throw new IllegalStateException("slapd did not take its first entries", e);
        }
    }

    /// Without a single entry, to become a copy of another one.
    static Slapd startEmpty(GroupLayout layout, Overlay... overlays) {
        return start(layout, List.of(overlays), false);
    }

    private static Slapd start(GroupLayout layout, List<Overlay> overlays, boolean debian) {
        try {
            Path folder = Files.createTempDirectory("slapd");
            Slapd slapd = new Slapd(folder, Programs.freePort(), layout, overlays, debian);
            slapd.configure();
            slapd.start();
            return slapd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How the service account reaches it.
    public LdapSettings settings() {
        return new LdapSettings(
                List.of(url()),
                BASE,
                new LdapLogin.Password(SERVICE_DN, Secret.of(PASSWORD)),
                false,
                null,
                EntryLayout.of(layout));
    }

    public URI url() {
        return URI.create("ldap://127.0.0.1:" + port);
    }

    /// A connection of the directory's own administrator, to prepare and to look behind the service's back.
    public LDAPConnection admin() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ADMIN_DN, PASSWORD);
    }

    /// A connection to the server's own configuration.
    public LDAPConnection config() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, "cn=config", PASSWORD);
    }

    /// From now on it speaks TLS with that certificate, asks clients for theirs, and takes whoever has the
    /// subject for the service account.
    void useCertificates(Certificate own, Certificate client, String clientSubject) throws IOException, LDAPException {
        own.write(folder, "server");
        client.write(folder, "client-ca");
        try (LDAPConnection config = config()) {
            config.modify(
                    "cn=config",
                    new Modification(ModificationType.REPLACE, "olcTLSCACertificateFile", folder + "/client-ca.pem"),
                    new Modification(ModificationType.REPLACE, "olcTLSCertificateFile", folder + "/server.pem"),
                    new Modification(ModificationType.REPLACE, "olcTLSCertificateKeyFile", folder + "/server-key.pem"),
                    new Modification(ModificationType.REPLACE, "olcTLSVerifyClient", "try"),
                    new Modification(
                            ModificationType.REPLACE,
                            "olcAuthzRegexp",
                            "\"^" + clientSubject + "$\" \"" + SERVICE_DN + "\""));
        }
    }

    /// From now on the service account gets at most this many entries.
    public void limitAnswersTo(int entries) throws LDAPException {
        limits("size=" + entries);
    }

    /// From now on the service account gets at most this many entries in one answer, and all of them in pages.
    void limitSingleAnswersTo(int entries) throws LDAPException {
        limits("size.soft=%1$d size.hard=%1$d size.pr=unlimited size.prtotal=unlimited".formatted(entries));
    }

    public void liftLimit() throws LDAPException {
        limits("size=unlimited");
    }

    private void limits(String size) throws LDAPException {
        try (LDAPConnection config = config()) {
            config.modify(
                    "olcDatabase={1}mdb,cn=config",
                    new Modification(
                            ModificationType.REPLACE,
                            "olcLimits",
                            "dn.exact=\"" + SERVICE_DN + "\" " + size + " time=unlimited"));
        }
    }

    /// Ends the process as a crash would.
    public void kill() {
        Programs.kill(process);
    }

    /// Starts the process again on the same port and database.
    public void restart() {
        start();
    }

    private void configure() throws IOException {
        Path schema = Path.of("/etc/ldap/schema");
        if (!Files.isExecutable(Path.of("/usr/sbin/slapd")) || !Files.isDirectory(schema)) {
            throw new IOException(
                    "this test needs OpenLDAP: apt-get install slapd ldap-utils (no /usr/sbin/slapd on this machine)");
        }
        Files.createDirectories(folder.resolve("db"));
        Files.createDirectories(folder.resolve("slapd.d"));
        Files.writeString(folder.resolve("config.ldif"), debian ? asDebianDoes() : ours(schema));
        Programs.giveAway(folder);
        List<String> slapadd =
                List.of("/usr/sbin/slapadd", "-n", "0", "-F", folder + "/slapd.d", "-l", folder + "/config.ldif");
        Programs.output("", Map.of(), Programs.unprivileged(slapadd));
    }

    private String asDebianDoes() throws IOException {
        return Files.readString(DEBIAN)
                .replace("@SUFFIX@", BASE)
                .replace("@PASSWORD@", PASSWORD)
                .replace("/var/run/slapd", folder.toString())
                .replace("/var/lib/ldap", folder + "/db")
                .replace("olcRootDN: cn=admin,cn=config", "olcRootDN: cn=config\nolcRootPW: " + PASSWORD);
    }

    private String ours(Path schema) throws IOException {
        Path posix = schema.resolve("nis.ldif");
        if (layout == GroupLayout.RFC2307BIS) {
            posix = folder.resolve("rfc2307bis.ldif");
            try (InputStream ours = Slapd.class.getResourceAsStream("embedded/rfc2307bis.ldif")) {
                Files.write(posix, ours == null ? new byte[0] : ours.readAllBytes());
            }
        }
        return """
                dn: cn=config
                objectClass: olcGlobal
                cn: config
                olcPidFile: %1$s/slapd.pid

                dn: cn=module{0},cn=config
                objectClass: olcModuleList
                cn: module{0}
                olcModulePath: /usr/lib/ldap
                olcModuleLoad: back_mdb
                olcModuleLoad: syncprov
                %7$s
                dn: cn=schema,cn=config
                objectClass: olcSchemaConfig
                cn: schema

                include: file://%2$s/core.ldif

                include: file://%2$s/cosine.ldif

                include: file://%2$s/inetorgperson.ldif

                include: file://%3$s

                include: file://%2$s/dyngroup.ldif

                dn: olcDatabase={0}config,cn=config
                objectClass: olcDatabaseConfig
                olcDatabase: {0}config
                olcRootDN: cn=config
                olcRootPW: %4$s

                dn: olcDatabase={1}mdb,cn=config
                objectClass: olcDatabaseConfig
                objectClass: olcMdbConfig
                olcDatabase: {1}mdb
                olcDbDirectory: %1$s/db
                olcDbMaxSize: 17179869184
                olcDbNoSync: TRUE
                olcSuffix: %5$s
                olcRootDN: cn=admin,%5$s
                olcRootPW: %4$s
                olcAccess: to attrs=userPassword by dn.exact="%6$s" write by anonymous auth by * none
                olcAccess: to * by dn.exact="%6$s" write by * read
                olcLimits: dn.exact="%6$s" size=unlimited time=unlimited
                olcDbIndex: objectClass,uid,cn,uidNumber,gidNumber,memberUid,member,labeledURI eq
                olcDbIndex: entryCSN,entryUUID eq

                dn: olcOverlay={0}syncprov,olcDatabase={1}mdb,cn=config
                objectClass: olcOverlayConfig
                objectClass: olcSyncProvConfig
                olcOverlay: {0}syncprov

                %8$s""".formatted(folder, schema, posix, PASSWORD, BASE, SERVICE_DN, modules(), overlayEntries());
    }

    private String modules() {
        return overlays.stream()
                .map(overlay -> "olcModuleLoad: " + overlay.module + "\n")
                .collect(Collectors.joining());
    }

    private String overlayEntries() {
        StringBuilder entries = new StringBuilder();
        for (Overlay overlay : overlays) {
            String name = "{" + (overlays.indexOf(overlay) + 1) + "}" + overlay.module;
            entries.append("""
                    dn: olcOverlay=%1$s,olcDatabase={1}mdb,cn=config
                    objectClass: olcOverlayConfig
                    olcOverlay: %1$s
                    """.formatted(name)).append(overlay.lines).append("\n");
        }
        return entries.toString();
    }

    private void start() {
        process = Programs.serve(
                folder.resolve("slapd.log"),
                Map.of(),
                Programs.unprivileged(
                        List.of("/usr/sbin/slapd", "-F", folder + "/slapd.d", "-h", url() + "/", "-d", "0")),
                () -> answers(port));
    }

    /// Whether a directory tells what it is.
    static boolean answers(int port) {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            return connection.getRootDSE() != null;
        } catch (LDAPException e) {
            return false;
        }
    }

    private void fill() throws LDAPException {
        try (LDAPConnection admin = admin()) {
            Entry suffix = new Entry(BASE);
            suffix.addAttribute("objectClass", "top", "domain");
            suffix.addAttribute("dc", BASE.substring(3, BASE.indexOf(',')));
            admin.add(suffix);
            Entry service = new Entry(SERVICE_DN);
            service.addAttribute("objectClass", "top", "organizationalRole", "simpleSecurityObject");
            service.addAttribute("cn", "rollcall");
            service.addAttribute("userPassword", PASSWORD);
            admin.add(service);
        }
    }

    /// The name of the user that servers run as.
    static String user() {
        return Programs.root() ? "nobody" : System.getProperty("user.name");
    }

    /// Stops the server by its own process and removes its files.
    @Override
    public void close() {
        kill();
        Programs.delete(folder);
    }
}
