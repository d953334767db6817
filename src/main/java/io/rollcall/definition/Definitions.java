package io.rollcall.definition;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.ProjectId;
import io.rollcall.database.Database;
import io.rollcall.database.DatabaseException;
import io.rollcall.database.Pools;
import io.rollcall.database.Schema;
import io.rollcall.database.Sql;
import io.rollcall.operation.audit.Audit;
import io.rollcall.operation.audit.AuditEntry;
import io.rollcall.operation.model.Requester;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of stored clusters, which all replicas share. Each change counts up one number: a replica that sees
/// the same number has seen all changes, and a change that was decided by another number than the present one is
/// not made. Thread-safe.
public final class Definitions {
    private static final String FIRST_SCHEMA = "12";

    private final Database database;
    private final InstantSource clock;

    public Definitions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// All of them at one moment.
    ///
    /// @param number of the last change; 0 before the first
    /// @param all in the order of their last changes, with those that were removed, and with those that are or
    ///     were in the file of a replica
    public record Edition(long number, List<Definition> all) {
        public Edition {
            all = List.copyOf(all);
        }
    }

    /// All of them in a database that is only read, and may be in use; empty where it holds nothing of this
    /// service, or is from before clusters could be stored.
    ///
    /// @throws DatabaseException when it cannot be read
    public static List<Definition> in(Pools pools) {
        try (Database database = Database.reading(pools)) {
            boolean there = database.read(Schema::version)
                    .filter(version -> version.isAtLeast(FIRST_SCHEMA))
                    .isPresent();
            return there
                    ? new Definitions(database, InstantSource.system()).read().all()
                    : List.of();
        }
    }

    /// The number of the last change; 0 before the first.
    public long number() {
        return database.look(Definitions::number);
    }

    private static long number(Connection connection) throws SQLException {
        return Sql.first(connection, "select number from cluster_definition_count", row -> row.getLong(1))
                .orElse(0L);
    }

    /// All of them.
    public Edition read() {
        return database.read(
                connection -> new Edition(number(connection), Sql.list(connection, """
                select cluster_id, project_id, version, definition from cluster_definition order by version
                """, Definitions::definition)));
    }

    /// One of them, also one that was removed.
    public Optional<Definition> find(ClusterId cluster) {
        return database.look(connection -> Sql.first(connection, """
                select cluster_id, project_id, version, definition from cluster_definition where cluster_id = ?
                """, Definitions::definition, cluster.value()));
    }

    private static Definition definition(ResultSet row) throws SQLException {
        return new Definition(
                new ClusterId(row.getString(1)), new ProjectId(row.getString(2)), row.getLong(3), row.getString(4));
    }

    /// Keeps the projects of clusters that are not stored, so that their ids and with them their audit stay those
    /// of their projects. That is no change: it is not counted. A stored cluster keeps what it has.
    public void note(Map<ClusterId, ProjectId> projects) {
        database.write(connection -> {
            for (Map.Entry<ClusterId, ProjectId> one : projects.entrySet()) {
                Sql.update(connection, """
                        insert into cluster_definition (cluster_id, project_id, version, definition)
                        values (?, ?, 0, null)
                        on conflict (cluster_id) do update set project_id = excluded.project_id
                            where cluster_definition.definition is null
                        """, one.getKey().value(), one.getValue().value());
            }
            return projects.size();
        });
    }

    /// What a change is.
    public enum Kind {
        ADDED("added"),
        CHANGED("changed"),
        REMOVED("removed");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /// Writes a definition, with its entry of the audit.
    ///
    /// @param seen the number by which the change was decided
    /// @param text null to remove it
    /// @return false if another change came in between: then nothing was written. The version is `seen` and one.
    public boolean write(
            long seen, ClusterId cluster, ProjectId project, Kind kind, @Nullable String text, Requester by) {
        return database.write(connection -> {
            // The row stays locked until the transaction ends, so that changes come one after the other.
            int counted = seen == 0
                    ? Sql.update(
                            connection,
                            "insert into cluster_definition_count (one, number) values (1, 1) on conflict (one) do nothing")
                    : Sql.update(
                            connection,
                            "update cluster_definition_count set number = number + 1 where one = 1 and number = ?",
                            seen);
            if (counted == 0) {
                return false;
            }
            Sql.update(connection, """
                    insert into cluster_definition (cluster_id, project_id, version, definition) values (?, ?, ?, ?)
                    on conflict (cluster_id) do update set
                        project_id = excluded.project_id, version = excluded.version, definition = excluded.definition
                    """, cluster.value(), project.value(), seen + 1, text);
            Audit.note(
                    connection,
                    clock.millis(),
                    cluster,
                    AuditEntry.Event.CONFIGURED,
                    null,
                    by,
                    Map.of("change", kind.word, "version", seen + 1));
            return true;
        });
    }
}
