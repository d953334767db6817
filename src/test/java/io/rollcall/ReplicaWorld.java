package io.rollcall;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.rollcall.database.Postgres;
import io.rollcall.database.PostgresSettings;
import io.rollcall.manager.LdapProxy;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Three replicas, the PostgreSQL that they share, and one server that does the same work undisturbed. Both keep
/// their clusters in one `slapd`, each cluster below a base of its own.
final class ReplicaWorld implements AutoCloseable {
    static final int CLUSTERS = 6;
    static final String PROJECT = "p1";
    private static final String DATABASE = "test1";

    private final Postgres postgres = Postgres.start("fsync=on");
    private final Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
    private final LDAPConnection admin = slapd.admin();
    private final Path iam;
    private final List<Replica> replicas;
    private final Replica undisturbed;
    private final OperationTable table;
    private final OperationTable undisturbedTable;

    ReplicaWorld(Path folder) throws Exception {
        iam = folder.resolve("iam.yaml");
        for (Side side : Side.values()) {
            addOrganization(side.base());
            for (String cluster : clusters()) {
                addCluster(side.base(cluster));
            }
        }
        PostgresSettings settings = postgres.newDatabase();
        table = new OperationTable(() -> postgres.connect(DATABASE));
        replicas = Stream.of("a", "b", "c")
                .map(name -> replica(
                        folder.resolve(name),
                        Side.DISTURBED,
                        "database: {url: \"%s\", user: rollcall}".formatted(settings.url())))
                .toList();
        undisturbed = replica(folder.resolve("undisturbed"), Side.UNDISTURBED, "data: data");
        undisturbedTable = new OperationTable(
                () -> DriverManager.getConnection("jdbc:sqlite:" + folder + "/undisturbed/data/rollcall.db"));
    }

    /// Whose clusters.
    enum Side {
        DISTURBED,
        UNDISTURBED;

        String base() {
            return "o=" + this + "," + Slapd.BASE;
        }

        String base(String cluster) {
            return "o=" + cluster + "," + base();
        }
    }

    static List<String> clusters() {
        return IntStream.rangeClosed(1, CLUSTERS).mapToObj(n -> "c" + n).toList();
    }

    private Replica replica(Path folder, Side side, String database) {
        LdapProxy proxy = new LdapProxy(slapd.url());
        StringBuilder configuration = new StringBuilder("""
                listen: 127.0.0.1:0
                %s
                iam: {file: %s}
                limits: {requests_per_second: 100000, burst: 100000}
                takeover_after: 3s
                drift_interval: 5s
                clusters:
                """.formatted(database, iam));
        for (String cluster : clusters()) {
            configuration.append(
                    """
                      - id: %1$s
                        name: %1$s
                        project: %2$s
                        guard: {removed_percent: 100, group_percent: 100}
                        manager:
                          ldap: {servers: ["%3$s"], base_dn: "%4$s", bind_dn: "%5$s", bind_password: %6$s}
                    """.formatted(cluster, PROJECT, proxy.url(), side.base(cluster), Slapd.SERVICE_DN, Slapd.PASSWORD));
        }
        try {
            return new Replica(folder, proxy, configuration.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addOrganization(String dn) throws LDAPException {
        admin.add(new Entry(
                dn,
                new Attribute("objectClass", "top", "organization"),
                new Attribute("o", dn.substring(2, dn.indexOf(',')))));
    }

    /// An empty Manager: its containers, roles and own groups.
    private void addCluster(String base) throws Exception {
        addOrganization(base);
        ManagerEntries.fill(admin, base);
    }

    void start(SeededIam people) throws Exception {
        people.write(iam);
        // One after the other: each takes a core for seconds.
        for (Replica replica : everybody()) {
            replica.start();
            replica.awaitReady();
        }
    }

    void write(SeededIam people) throws Exception {
        people.write(iam);
    }

    private List<Replica> everybody() {
        return Stream.concat(replicas.stream(), Stream.of(undisturbed)).toList();
    }

    List<Replica> replicas() {
        return replicas;
    }

    Replica undisturbed() {
        return undisturbed;
    }

    OperationTable table() {
        return table;
    }

    OperationTable undisturbedTable() {
        return undisturbedTable;
    }

    Postgres postgres() {
        return postgres;
    }

    /// Ends every connection to the database but the one that does so.
    void cutDatabaseConnections() {
        postgres.sql(
                DATABASE,
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + DATABASE
                        + "' and pid <> pg_backend_pid()");
    }

    /// Every entry of a cluster.
    SortedMap<String, SortedMap<String, List<String>>> dump(Side side, String cluster) throws LDAPException {
        return ManagerEntries.dump(admin, side.base(cluster));
    }

    @Override
    public void close() throws IOException {
        for (Replica replica : everybody()) {
            replica.close();
        }
        admin.close();
        slapd.close();
        postgres.close();
    }
}
