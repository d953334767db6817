package io.rollcall.operation.audit;

import io.rollcall.cluster.Sha256;
import io.rollcall.database.Database;
import io.rollcall.database.Pools;
import io.rollcall.database.PostgresSettings;
import io.rollcall.database.Schema;
import io.rollcall.database.Sql;
import io.rollcall.database.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks that the audit in a database is complete: no entry is missing, none was altered, and each recorded
/// change agrees with the results. The service may run meanwhile.
///
/// A person who can write to the database can also make a new chain. A copy of the digests elsewhere reveals that,
/// like the file that the audit is forwarded to.
public final class AuditChain {
    static final int MOST_NAMED = 20;

    private AuditChain() {}

    /// The result of a check.
    ///
    /// @param entries how many entries hold together
    /// @param unsealed how many an older version wrote, which cannot be checked
    /// @param troubles what is wrong, a sentence each, at most 20 for each cluster
    public record Finding(long entries, long unsealed, List<String> troubles) {
        public Finding {
            troubles = List.copyOf(troubles);
        }
    }

    /// Checks an embedded database.
    ///
    /// @throws StateException when there is none
    public static Finding of(Path database) throws StateException {
        if (!Files.exists(database)) {
            throw new StateException("there is no database " + database);
        }
        return of(Pools.sqlite(database));
    }

    /// Checks a database on a PostgreSQL server.
    public static Finding of(PostgresSettings database) throws StateException {
        return of(Pools.postgresOnce(database));
    }

    /// Checks a file that the audit was forwarded to; the first entry of each cluster is trusted. A repeated line
    /// is skipped.
    ///
    /// @throws IOException when it cannot be read
    public static Finding ofFile(Path file) throws IOException {
        AuditLines lines = new AuditLines();
        try (Stream<String> all = Files.lines(file)) {
            all.forEach(lines::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return lines.finding();
    }

    static Finding of(Pools pools) throws StateException {
        try (Database database = Database.reading(pools)) {
            if (database.read(Schema::version).isEmpty()) {
                throw new StateException("there is nothing of rollcall in the database");
            }
            return database.read(AuditChain::check);
        }
    }

    private record Cluster(String id, long last, String head, long baseNumber, String baseHash) {}

    static Finding check(Connection connection) throws SQLException {
        List<Cluster> clusters = Sql.list(
                connection,
                "select cluster_id, last, head, base_number, base_hash from audit_count order by cluster_id",
                row -> new Cluster(
                        row.getString(1), row.getLong(2), row.getString(3), row.getLong(4), row.getString(5)));
        long entries = 0;
        long unsealed = 0;
        List<String> troubles = new ArrayList<>();
        for (Cluster cluster : clusters) {
            Walk walk = new Walk(cluster);
            Sql.each(connection, """
                    select a.*, r.change from audit a
                    left join result r on r.operation_id = a.operation_id and r.number = a.result_number
                    where a.cluster_id = ? order by a.number
                    """, walk::step, cluster.id());
            walk.end();
            entries += walk.entries;
            unsealed += walk.unsealed;
            troubles.addAll(walk.troubles);
        }
        return new Finding(entries, unsealed, troubles);
    }

    /// Follows one cluster's chain.
    private static final class Walk {
        private final Cluster cluster;
        private final List<String> troubles = new ArrayList<>();
        private long last;
        private String hash;
        private long entries;
        private long unsealed;

        Walk(Cluster cluster) {
            this.cluster = cluster;
            this.last = cluster.baseNumber();
            this.hash = cluster.baseHash();
        }

        void step(ResultSet row) throws SQLException {
            long number = row.getLong("number");
            if (number <= cluster.baseNumber()) {
                unsealed++;
                return;
            }
            if (number != last + 1) {
                tell(
                        last + 2 == number
                                ? "entry " + (last + 1) + " is missing"
                                : "entries " + (last + 1) + " to " + (number - 1) + " are missing");
            }
            String stored = row.getString("hash");
            if (stored == null) {
                // A replica of an older version wrote it while a newer one ran: the chain skips it.
                unsealed++;
                last = number;
                return;
            }
            boolean follows = number == last + 1;
            // After a gap the chain cannot be followed; the entries behind it are checked from the first of them
            // on.
            if (follows && !content(row).hash(hash).equals(stored)) {
                tell("entry " + number + " was altered");
            } else if (!changeIsSealed(row)) {
                tell("what entry " + number + " says was changed is not what the results say");
            } else {
                entries++;
            }
            last = number;
            hash = stored;
        }

        void end() {
            if (last != cluster.last()) {
                tell("the last entry is " + last + " and should be " + cluster.last());
            } else if (last > cluster.baseNumber() && !hash.equals(cluster.head())) {
                tell("the last entry, " + last + ", is not the one that was written last");
            }
        }

        private void tell(String trouble) {
            if (troubles.size() < MOST_NAMED) {
                troubles.add("cluster '" + cluster.id() + "': " + trouble);
            }
        }

        private static boolean changeIsSealed(ResultSet row) throws SQLException {
            String sealed = row.getString("change_hash");
            String change = row.getString("change");
            return sealed == null || (change != null && Sha256.hex(change).equals(sealed));
        }
    }

    private static Seal.Content content(ResultSet row) throws SQLException {
        return new Seal.Content(
                row.getString("cluster_id"),
                row.getLong("number"),
                row.getLong("at"),
                row.getString("event"),
                row.getString("operation_id"),
                Audit.requester(row),
                Sql.nullableLong(row, "result_number"),
                row.getString("change_hash"),
                row.getString("detail"));
    }
}
