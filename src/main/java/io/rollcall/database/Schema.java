package io.rollcall.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/// The schema of the database and its versions, in `db/common`. A migration only ever adds, so that a replica of
/// the previous version works on while the new one starts.
public final class Schema {
    private Schema() {}

    /// The migrations with their checksums as Flyway records them, a line each. `SchemaTest` holds that it is so.
    private static final String KNOWN = "/db/known.txt";

    /// @throws SchemaException when there is a version that this program does not know
    static void bringUpToDate(DataSource database) {
        if (!isUpToDate(database)) {
            migrate(database);
        }
    }

    /// Whether Flyway would find nothing to do: the same migrations by the same files, all successful. To set
    /// Flyway up in order to hear that takes a fifth of what a start does in its own thread.
    private static boolean isUpToDate(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return hasHistory(connection)
                    && Sql.list(
                                    connection,
                                    "select script, checksum, success from flyway_schema_history"
                                            + " where version is not null order by installed_rank",
                                    row -> row.getBoolean(3) ? row.getString(1) + " " + row.getInt(2) : "")
                            .equals(known());
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static List<String> known() {
        try (InputStream file = Objects.requireNonNull(Schema.class.getResourceAsStream(KNOWN), KNOWN)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void migrate(DataSource database) {
        Flyway flyway = Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/common")
                .load();
        MigrationInfo[] all = flyway.info().all();
        Optional<MigrationVersion> found = newest(all, info -> info.getState().isApplied());
        Optional<MigrationVersion> known = newest(
                all,
                info -> info.getState() != MigrationState.FUTURE_SUCCESS
                        && info.getState() != MigrationState.FUTURE_FAILED);
        if (found.isPresent() && known.isPresent() && found.get().compareTo(known.get()) > 0) {
            throw new SchemaException(found.get().getVersion(), known.get().getVersion());
        }
        flyway.migrate();
    }

    /// The version that a database has; empty when it holds nothing of this service.
    public static Optional<MigrationVersion> version(Connection connection) throws SQLException {
        if (!hasHistory(connection)) {
            return Optional.empty();
        }
        return Sql.list(
                        connection,
                        "select version from flyway_schema_history where version is not null",
                        row -> MigrationVersion.fromVersion(row.getString("version")))
                .stream()
                .max(Comparator.naturalOrder());
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet history = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "flyway%history", null)) {
            return history.next();
        }
    }

    private static Optional<MigrationVersion> newest(MigrationInfo[] all, Predicate<MigrationInfo> which) {
        return Arrays.stream(all).filter(which).map(MigrationInfo::getVersion).max(Comparator.naturalOrder());
    }
}
