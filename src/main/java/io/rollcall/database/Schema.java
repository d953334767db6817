package io.rollcall.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
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

    /// @throws SchemaException when there is a version that this program does not know
    static void bringUpToDate(DataSource database) {
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
        try (ResultSet history = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "flyway%history", null)) {
            if (!history.next()) {
                return Optional.empty();
            }
        }
        return Sql.list(
                        connection,
                        "select version from flyway_schema_history where version is not null",
                        row -> MigrationVersion.fromVersion(row.getString("version")))
                .stream()
                .max(Comparator.naturalOrder());
    }

    private static Optional<MigrationVersion> newest(MigrationInfo[] all, Predicate<MigrationInfo> which) {
        return Arrays.stream(all).filter(which).map(MigrationInfo::getVersion).max(Comparator.naturalOrder());
    }
}
