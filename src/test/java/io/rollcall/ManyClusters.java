package io.rollcall;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchScope;
import io.rollcall.database.Postgres;
import io.rollcall.database.PostgresSettings;
import io.rollcall.manager.Slapd;
import io.rollcall.manager.layout.GroupLayout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Three replicas on one PostgreSQL, with many clusters in one `slapd`, each below a base of its own and each with
/// the same people. Started by `benchmarks/clusters`, and small by the tests.
final class ManyClusters implements AutoCloseable {
    static final String TOKEN = "a-token-for-the-status-calls-of-many-clusters";
    private static final int REPLICAS = 3;
    /// A long run counts calls from then on: before, the JVM still compiles.
    private static final Duration WARM_UP = Duration.ofMinutes(1);

    private static final String HEAP = "-Xmx512m";

    private final int clusters;
    private final Postgres postgres = Postgres.start("fsync=off", "shared_buffers=256MB", "max_wal_size=4GB");
    private final Slapd slapd = Slapd.start(GroupLayout.RFC2307BIS);
    private final PostgresSettings database = postgres.newDatabase();
    private final List<RollcallProcess> replicas = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Path folder;

    /// What came out.
    ///
    /// @param done operations that completed
    /// @param once of them those that were claimed once and ended once
    /// @param startMillis until the slowest replica served
    /// @param runMillis from the first 202 until all had ended
    /// @param idleMillis the longest time in which a replica had nothing to do and an operation waited
    /// @param overtaken the most operations that were accepted later and begun earlier than one
    record Outcome(
            int done,
            int once,
            int entries,
            long startMillis,
            long runMillis,
            long longestWaitMillis,
            long idleMillis,
            int overtaken,
            List<String> perReplica,
            List<String> memory,
            StatusLoad.Figures status) {}

    /// @param concurrent operations that a replica works on at a time
    ManyClusters(Path folder, int clusters, int users, String driftInterval, int concurrent) throws Exception {
        this.folder = folder;
        this.clusters = clusters;
        fillDirectory();
        for (int i = 0; i < REPLICAS; i++) {
            Path own = Files.createDirectories(folder.resolve("replica" + i));
            Files.writeString(own.resolve("iam.yaml"), iam(users));
            Files.writeString(own.resolve("rollcall.yaml"), configuration(driftInterval, concurrent));
        }
    }

    /// @param args clusters, users of each, status calls in a second, the interval of the look-out for drift,
    ///     after how
    ///     many minutes it ends though not everything is done, and how many operations a replica works on at a time
    public static void main(String[] args) throws Exception {
        int clusters = Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("clusters");
        Outcome outcome;
        try (ManyClusters world =
                new ManyClusters(folder, clusters, Integer.parseInt(args[1]), args[3], Integer.parseInt(args[5]))) {
            outcome = world.run(Integer.parseInt(args[2]), Duration.ofMinutes(Integer.parseInt(args[4])));
        }
        outcome.perReplica().forEach(System.out::println);
        outcome.memory().forEach(System.out::println);
        System.out.println(outcome);
        say("load average " + load());
        boolean good = outcome.done() == clusters
                && outcome.once() == clusters
                && outcome.status().errors() == 0;
        System.out.println(good ? "all done, each exactly once, no error" : "NOT GOOD");
        System.exit(good ? 0 : 1);
    }

    Outcome run(int callsPerSecond, Duration atMost) throws Exception {
        say("starting, load average " + load());
        long before = System.nanoTime();
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(RollcallProcess.serve(folder.resolve("replica" + i), HEAP));
        }
        for (RollcallProcess replica : replicas) {
            ports.add(URI.create(replica.awaitReady().ready().path("url").asText())
                    .getPort());
        }
        long startMillis = millisSince(before);
        say("serving after " + startMillis + " ms");
        memory().forEach(ManyClusters::say);
        List<String> paths = IntStream.range(0, clusters)
                .mapToObj(i -> "/v2/p1/clusters/" + cluster(i))
                .toList();
        before = System.nanoTime();
        StatusLoad load = new StatusLoad(ports, paths, TOKEN, callsPerSecond);
        long runMillis;
        try (load) {
            load.start();
            StatusLoad.acceptAll(ports, paths, TOKEN);
            say("all accepted after " + millisSince(before) + " ms");
            load.forget();
            awaitEnd(before, atMost, load);
            runMillis = millisSince(before);
        }
        return outcome(startMillis, runMillis, load.figures());
    }

    private void awaitEnd(long since, Duration atMost, StatusLoad load) {
        long begun = System.nanoTime();
        boolean warm = false;
        long told = begun;
        while (millisSince(since) < atMost.toMillis()) {
            long open = number("select count(*) from operation where state in ('queued', 'running')");
            if (open == 0) {
                return;
            }
            if (!warm && millisSince(begun) > WARM_UP.toMillis()) {
                warm = true;
                load.forget();
            }
            if (millisSince(told) > 20_000) {
                told = System.nanoTime();
                say(millisSince(since) / 1000 + " s: " + open + " open, " + load.figures() + ", load average "
                        + load());
            }
            LockSupport.parkNanos(250_000_000);
        }
    }

    private Outcome outcome(long startMillis, long runMillis, StatusLoad.Figures status) throws Exception {
        QueueFairness turns = new QueueFairness();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select owner, accepted_at, started_at, finished_at from operation"
                                + " where finished_at is not null order by accepted_at, id")) {
            while (rows.next()) {
                turns.add(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
            }
        }
        return new Outcome(
                (int) number("select count(*) from operation where state = 'completed'"),
                (int) number("""
                        select count(*) from operation o where token = 1 and 1 = (select count(*) from audit a
                            where a.cluster_id = o.cluster_id and a.event = 'finished' and a.operation_id = o.id)
                        and not exists (select 1 from result r where r.operation_id = o.id and r.outcome <> 'applied')
                        """),
                people(),
                startMillis,
                runMillis,
                turns.longestWait(),
                turns.longestIdleness(),
                turns.mostOvertaken(),
                turns.perReplica(),
                memory(),
                status);
    }

    /// Accounts that are in the directory in the end.
    private int people() throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            int count = 0;
            for (int i : List.of(0, clusters / 2, clusters - 1)) {
                count += admin.search(base(i), SearchScope.SUB, "(objectClass=posixAccount)", "1.1")
                        .getEntryCount();
            }
            return count;
        }
    }

    private void fillDirectory() throws Exception {
        try (LDAPConnection admin = slapd.admin()) {
            for (int i = 0; i < clusters; i++) {
                admin.add("dn: " + base(i), "objectClass: organizationalUnit", "ou: " + cluster(i));
                admin.add("dn: ou=Roles," + base(i), "objectClass: organizationalUnit", "ou: Roles");
                admin.add(
                        "dn: cn=Manager_viewer,ou=Roles," + base(i),
                        "objectClass: organizationalRole",
                        "objectClass: extensibleObject",
                        "cn: Manager_viewer");
            }
        }
    }

    private static String iam(int users) {
        List<String> names =
                IntStream.range(0, users).mapToObj("user%04d"::formatted).toList();
        StringBuilder text = new StringBuilder("""
                domain: {id: d1, name: acme}
                projects: [{id: p1, name: region-1}]
                tokens: [{token: %s, user: user0000, project: p1}]
                groups:
                  - {id: g-viewers, name: viewers, members: %s, grants: [{policy: MRS ReadOnlyAccess, on: domain}]}
                users:
                """.formatted(TOKEN, names));
        names.forEach(name -> text.append("  - {id: u-%s, name: %s, enabled: true}\n".formatted(name, name)));
        return text.toString();
    }

    private String configuration(String driftInterval, int concurrent) {
        StringBuilder text =
                new StringBuilder("""
                listen: 127.0.0.1:0
                iam: {file: iam.yaml, authorization: identity-policy-based}
                database: {url: "%s", user: %s}
                limits: {requests_per_second: 1000000, burst: 1000000}
                drift_interval: %s
                # Nothing fails here: a replica that waits for the machine keeps what it has claimed.
                takeover_after: 2m
                concurrent_operations: %d
                log: {level: warn}
                clusters:
                """.formatted(database.url(), database.user(), driftInterval, concurrent));
        for (int i = 0; i < clusters; i++) {
            text.append("""
                      - id: %1$s
                        name: %1$s
                        project: p1
                        manager:
                          ldap: {servers: ["%2$s"], base_dn: "%3$s", bind_dn: "%4$s", bind_password: %5$s}
                    """.formatted(cluster(i), slapd.url(), base(i), Slapd.SERVICE_DN, Slapd.PASSWORD));
        }
        return text.toString();
    }

    private static String cluster(int number) {
        return "c" + number;
    }

    private static String base(int number) {
        return "ou=" + cluster(number) + "," + Slapd.BASE;
    }

    /// Of each replica, as the operating system and `/metrics` tell it.
    List<String> memory() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            lines.add("replica " + i + ": " + replicas.get(i).footprint());
        }
        return lines;
    }

    private long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return postgres.connect(database.url().substring(database.url().lastIndexOf('/') + 1));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static void say(String line) {
        System.out.println(line);
    }

    @Override
    public void close() throws IOException {
        replicas.forEach(RollcallProcess::close);
        slapd.close();
        postgres.close();
    }
}
