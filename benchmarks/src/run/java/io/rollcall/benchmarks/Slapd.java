package io.rollcall.benchmarks;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// An OpenLDAP server on loopback, with as many databases as are asked for. Each has a suffix, files and a
/// service account of its own, so a new one is as empty as a new server.
final class Slapd implements AutoCloseable {
    static final String PASSWORD = "a-password-of-the-benchmark";
    private static final Path SCHEMA = Path.of("/etc/ldap/schema");

    private final Path folder;
    private final boolean fsync;
    private final int port;
    private final Process process;
    private LDAPConnection monitor;

    private Slapd(Path folder, boolean fsync, int port, Process process) {
        this.folder = folder;
        this.fsync = fsync;
        this.port = port;
        this.process = process;
    }

    /// @param root of Rollcall's sources, which have a schema that OpenLDAP does not ship
    /// @param fsync whether a write waits for the disk
    static Slapd start(Path folder, Path root, boolean fsync) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("slapd.d"));
        Path bis = root.resolve("src/main/resources/io/rollcall/manager/embedded/rfc2307bis.ldif");
        Path config = Files.writeString(folder.resolve("config.ldif"), """
                dn: cn=config
                objectClass: olcGlobal
                cn: config
                olcPidFile: %1$s/slapd.pid
                olcSockbufMaxIncomingAuth: 67108864

                dn: cn=module{0},cn=config
                objectClass: olcModuleList
                cn: module{0}
                olcModulePath: /usr/lib/ldap
                olcModuleLoad: back_mdb
                olcModuleLoad: back_monitor
                olcModuleLoad: syncprov

                dn: cn=schema,cn=config
                objectClass: olcSchemaConfig
                cn: schema

                include: file://%2$s/core.ldif

                include: file://%2$s/cosine.ldif

                include: file://%2$s/inetorgperson.ldif

                include: file://%3$s

                dn: olcDatabase={0}config,cn=config
                objectClass: olcDatabaseConfig
                olcDatabase: {0}config
                olcRootDN: cn=config
                olcRootPW: %4$s

                dn: olcDatabase={1}monitor,cn=config
                objectClass: olcDatabaseConfig
                olcDatabase: {1}monitor
                olcAccess: to * by dn.exact=cn=config read by * none
                """.formatted(folder, SCHEMA, bis, PASSWORD));
        Path log = folder.resolve("slapd.log");
        Process slapadd = program(log, "slapadd", "-n", "0", "-F", folder + "/slapd.d", "-l", config.toString());
        if (slapadd.waitFor() != 0) {
            throw new IOException("slapadd failed: " + Files.readString(log));
        }
        int port = freePort();
        Process process =
                program(log, "slapd", "-F", folder + "/slapd.d", "-h", "ldap://127.0.0.1:" + port + "/", "-d", "0");
        Slapd slapd = new Slapd(folder, fsync, port, process);
        for (int tries = 0; !slapd.answers(); tries++) {
            if (!process.isAlive() || tries > 1_000) {
                slapd.close();
                throw new IOException("slapd does not answer: " + Files.readString(log));
            }
            LockSupport.parkNanos(10_000_000);
        }
        return slapd;
    }

    private static Process program(Path log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
            return connection.getRootDSE() != null;
        } catch (LDAPException e) {
            return false;
        }
    }

    /// A new database `dc=NAME,dc=com`, which holds what a Manager holds before the first synchronization.
    Directory database(String name, Path root, boolean syncprov) throws Exception {
        Path files = Files.createDirectories(folder.resolve("db-" + name));
        Directory directory = new Directory(this, name);
        try (LDAPConnection config = new LDAPConnection("127.0.0.1", port, "cn=config", PASSWORD)) {
            Entry database = new Entry("olcDatabase=mdb,cn=config");
            database.addAttribute("objectClass", "olcDatabaseConfig", "olcMdbConfig");
            database.addAttribute("olcDatabase", "mdb");
            database.addAttribute("olcDbDirectory", files.toString());
            database.addAttribute("olcDbMaxSize", "17179869184");
            database.addAttribute("olcDbNoSync", fsync ? "FALSE" : "TRUE");
            database.addAttribute("olcSuffix", directory.base());
            database.addAttribute("olcRootDN", directory.administrator());
            database.addAttribute("olcRootPW", PASSWORD);
            database.addAttribute(
                    "olcAccess",
                    "{0}to attrs=userPassword by dn.exact=\"%s\" write by anonymous auth by * none"
                            .formatted(directory.account()),
                    "{1}to * by dn.exact=\"%s\" write by * read".formatted(directory.account()));
            database.addAttribute(
                    "olcLimits", "dn.exact=\"%s\" size=unlimited time=unlimited".formatted(directory.account()));
            database.addAttribute(
                    "olcDbIndex", "objectClass,uid,cn,uidNumber,gidNumber,memberUid,member,labeledURI eq");
            if (syncprov) {
                database.addAttribute("olcDbIndex", "entryCSN,entryUUID eq");
            }
            config.add(database);
            if (syncprov) {
                SearchResultEntry added = config.searchForEntry(
                        "cn=config", SearchScope.ONE, "(olcSuffix=" + directory.base() + ")", "1.1");
                Entry overlay = new Entry("olcOverlay=syncprov," + added.getDN());
                overlay.addAttribute("objectClass", "olcOverlayConfig", "olcSyncProvConfig");
                overlay.addAttribute("olcOverlay", "syncprov");
                config.add(overlay);
            }
        }
        directory.fill(root.resolve("src/main/resources/io/rollcall/manager/embedded/manager-base.ldif"));
        return directory;
    }

    int port() {
        return port;
    }

    Proc proc() {
        return new Proc(process.pid());
    }

    /// How many operations it has completed; each question is one of them.
    long operations() throws LDAPException {
        if (monitor == null) {
            monitor = new LDAPConnection("127.0.0.1", port, "cn=config", PASSWORD);
        }
        SearchResultEntry all = monitor.getEntry("cn=Operations,cn=Monitor", "monitorOpCompleted");
        return all == null ? 0 : all.getAttributeValueAsLong("monitorOpCompleted");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
