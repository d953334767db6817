package io.rollcall.backup;

import io.rollcall.database.Database;
import io.rollcall.database.Dialect;
import io.rollcall.database.Pools;
import io.rollcall.database.PostgresSettings;
import io.rollcall.database.Schema;
import io.rollcall.database.Sql;
import io.rollcall.database.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/// Puts what [Backup] wrote into a database, all of it or nothing: in one transaction. No service may run on that
/// database. Accepted operations resume at the next start, since leases are not restored.
public final class Restore {
    private static final int BATCH = 500;

    private Restore() {}

    /// Restores an embedded database, for a process that holds the lock of its folder.
    ///
    /// @param replace whether what the database holds may be removed
    /// @return how many rows there are of each table
    /// @throws StateException when the file is invalid, or the database must not be written; nothing was changed
    /// @throws IOException when the file cannot be read; nothing was changed
    public static Map<String, Long> into(Path database, Path file, boolean replace) throws IOException, StateException {
        return into(Pools.sqlite(database), file, replace);
    }

    /// Restores a database on a PostgreSQL server, unless a replica is connected to it.
    ///
    /// @param replace whether what the database holds may be removed
    /// @return how many rows there are of each table
    /// @throws StateException when the file is invalid, or the database must not be written; nothing was changed
    /// @throws IOException when the file cannot be read; nothing was changed
    public static Map<String, Long> into(PostgresSettings database, Path file, boolean replace)
            throws IOException, StateException {
        return into(Pools.postgresOnce(database), file, replace);
    }

    public static Map<String, Long> into(Pools pools, Path file, boolean replace) throws IOException, StateException {
        // A file that is no backup must not even create a database.
        StateReader.open(file).close();
        try {
            checkAlone(pools);
            try (Database database = Database.open(pools, writers -> writers)) {
                return database.write(connection -> restore(connection, pools.dialect(), file, replace));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (Refused e) {
            throw e.why;
        }
    }

    /// Before anything is written: the schema must not be changed under a running service.
    private static void checkAlone(Pools pools) {
        if (pools.dialect() == Dialect.SQLITE) {
            return; // The process that owns the folder holds its lock.
        }
        try (Database database = Database.reading(pools)) {
            boolean ignored = database.read(connection -> {
                checkAlone(connection, pools.dialect());
                return true;
            });
        }
    }

    /// Carries a refusal out of the transaction, which it rolls back.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient StateException why;

        Refused(StateException why) {
            super(why);
            this.why = why;
        }
    }

    private static Map<String, Long> restore(Connection connection, Dialect dialect, Path file, boolean replace)
            throws SQLException {
        try (StateReader backup = StateReader.open(file)) {
            checkVersion(backup.schema(), Schema.version(connection).orElseThrow());
            List<String> tables = Tables.of(connection);
            dialect.lock(connection, tables);
            checkAlone(connection, dialect);
            makeRoom(connection, tables, replace);
            Rows content = new Rows(connection, tables);
            Map<String, Long> rows = backup.readAll(content);
            content.flush();
            Sql.update(
                    connection,
                    "update operation set lease_until = 0, owner = null where state in ('queued', 'running')");
            return rows;
        } catch (StateException e) {
            throw new Refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Rows of another schema version are not converted: the program that made the backup can restore it, and a
    /// newer one then migrates the database.
    private static void checkVersion(String made, MigrationVersion known) throws StateException {
        if (!MigrationVersion.fromVersion(made).equals(known)) {
            throw new StateException("the backup has schema version " + made + ", and this version of rollcall has "
                    + known.getVersion()
                    + ": restore it with the version that made it; the newer of the two brings the "
                    + "database up to date when it serves");
        }
    }

    private static void checkAlone(Connection connection, Dialect dialect) throws SQLException {
        if (dialect.replicaConnected(connection)) {
            throw new Refused(new StateException("a rollcall is running on the database: stop every replica first"));
        }
    }

    private static void makeRoom(Connection connection, List<String> tables, boolean replace)
            throws SQLException, StateException {
        for (String table : tables.reversed()) {
            if (replace) {
                Sql.update(connection, "delete from " + table);
            } else if (Sql.first(connection, "select 1 from " + table + " limit 1", row -> true)
                    .isPresent()) {
                throw new StateException("the database is not empty: --replace removes what it holds");
            }
        }
    }

    /// Inserts the rows into the database, in batches.
    private static final class Rows implements StateReader.Content {
        private final Connection connection;
        private final List<String> tables;
        private final List<@Nullable Object[]> batch = new ArrayList<>();
        private String insert = "";

        Rows(Connection connection, List<String> tables) {
            this.connection = connection;
            this.tables = tables;
        }

        @Override
        public void table(String name, List<String> columns) throws SQLException, StateException {
            flush();
            if (!tables.contains(name) || !Tables.columns(connection, name).containsAll(columns)) {
                throw new StateException("the backup has a table that the database does not have: " + name);
            }
            insert = "insert into " + name + " (" + String.join(", ", columns) + ") values ("
                    + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        }

        @Override
        public void row(List<@Nullable Object> values) throws SQLException {
            batch.add(values.toArray());
            if (batch.size() == BATCH) {
                flush();
            }
        }

        void flush() throws SQLException {
            Sql.batch(connection, insert, batch);
            batch.clear();
        }
    }
}
