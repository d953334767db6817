package io.rollcall.backup;

import io.rollcall.database.Database;
import io.rollcall.database.Pools;
import io.rollcall.database.PostgresSettings;
import io.rollcall.database.Schema;
import io.rollcall.database.Sql;
import io.rollcall.database.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;

/// Writes the state of the service into one file that [Restore] reads, into either kind of database. The file
/// shows the state at one moment, and the service may run meanwhile.
public final class Backup {
    private Backup() {}

    /// Backs up an embedded database.
    ///
    /// @return how many rows there are of each table
    /// @throws StateException when there is none
    /// @throws IOException when the file cannot be written; a file that was at its place is unchanged
    public static Map<String, Long> of(Path database, Path file) throws IOException, StateException {
        if (!Files.exists(database)) {
            throw new StateException("there is no database " + database);
        }
        return of(Pools.sqlite(database), file);
    }

    /// Backs up a database on a PostgreSQL server.
    ///
    /// @return how many rows there are of each table
    /// @throws StateException when it holds nothing of rollcall
    /// @throws IOException when the file cannot be written; a file that was at its place is unchanged
    public static Map<String, Long> of(PostgresSettings database, Path file) throws IOException, StateException {
        return of(Pools.postgresOnce(database), file);
    }

    public static Map<String, Long> of(Pools pools, Path file) throws IOException, StateException {
        try (Database database = Database.reading(pools)) {
            MigrationVersion schema = database.read(Schema::version)
                    .orElseThrow(() -> new StateException("there is nothing of rollcall in the database"));
            return whole(file, out -> database.read(connection -> write(connection, schema, out)));
        }
    }

    /// What is written into the file.
    @FunctionalInterface
    private interface Content {
        Map<String, Long> into(StateWriter out);
    }

    /// The file appears when it is complete and on disk.
    private static Map<String, Long> whole(Path path, Content content) throws IOException {
        Path file = path.toAbsolutePath();
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            StateWriter out = new StateWriter(Channels.newOutputStream(channel));
            Map<String, Long> counts = content.into(out);
            out.finish();
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return counts;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Map<String, Long> write(Connection connection, MigrationVersion schema, StateWriter out)
            throws SQLException {
        try {
            out.header(schema.getVersion(), InstantSource.system().millis());
            for (String table : Tables.of(connection)) {
                List<String> columns = Tables.columns(connection, table);
                out.table(table, columns);
                writeRows(connection, table, columns, out);
            }
            return out.trailer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeRows(Connection connection, String table, List<String> columns, StateWriter out)
            throws SQLException {
        Sql.each(connection, "select " + String.join(", ", columns) + " from " + table, row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                values.add(portable(row.getObject(i), table));
            }
            try {
                out.row(values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// The schema has no other types, and a migration that adds one has to extend this method.
    private static @Nullable Object portable(@Nullable Object value, String table) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Integer number -> number;
            case Long number -> number;
            default -> throw new IllegalStateException("a column of " + table + " holds a " + value.getClass());
        };
    }
}
