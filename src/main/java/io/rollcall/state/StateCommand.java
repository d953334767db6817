package io.rollcall.state;

import io.rollcall.backup.Backup;
import io.rollcall.backup.Restore;
import io.rollcall.config.Configuration;
import io.rollcall.config.LogSettings;
import io.rollcall.database.PostgresSettings;
import io.rollcall.database.StateException;
import io.rollcall.document.DocumentException;
import io.rollcall.logging.Logging;
import io.rollcall.server.DataFolder;
import io.rollcall.server.DataLock;
import io.rollcall.server.Failure;
import io.rollcall.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// What `rollcall backup` and `rollcall restore` have in common: they work on the database of a configuration, as
/// `rollcall serve` does, and not through the API.
public abstract sealed class StateCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration that rollcall serve has.")
    private Path config = Path.of("rollcall.yaml");

    /// Where the state is read from or written to.
    record Place(@Nullable PostgresSettings server, Path data) {
        Path embedded() {
            return data.resolve(Server.DATABASE);
        }
    }

    abstract Map<String, Long> work(Place place) throws IOException, StateException;

    abstract String done(long rows);

    @Override
    public Integer call() {
        try {
            Configuration configuration = Configuration.load(config, System.getenv());
            Logging.toStandardError(new LogSettings(configuration.log().format(), LogSettings.Level.WARN));
            Map<String, Long> rows = work(new Place(configuration.database().orElse(null), configuration.data()));
            System.out.println(
                    done(rows.values().stream().mapToLong(Long::longValue).sum()));
            return ExitCode.OK;
        } catch (DocumentException e) {
            System.err.println(e.getMessage());
            return ExitCode.USAGE;
        } catch (StateException | IOException | RuntimeException e) {
            System.err.println(Failure.inWords(e));
            return ExitCode.SOFTWARE;
        }
    }

    /// `rollcall backup`.
    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description =
                    "Writes the state of the service into one file: operations, results, audit, and what is in the "
                            + "Managers because of synchronizations. The service may run meanwhile.",
            footer = {
                "",
                "Everything in the file is of one moment. The file can be restored into an",
                "embedded database and into PostgreSQL, wherever it came from. It holds names",
                "and no secrets, and only its owner may read it. Embedded directories, the",
                "configuration and its secrets are not part of it. Run it as the user that the",
                "service runs as.",
                "",
                "Example:",
                "  rollcall backup --config rollcall.yaml --to rollcall-monday.state"
            })
    public static final class Out extends StateCommand {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "FILE",
                description = "The backup. It appears when it is whole, and takes the place of an older one.")
        private Path to = Path.of("");

        @Override
        Map<String, Long> work(Place place) throws IOException, StateException {
            return place.server() != null ? Backup.of(place.server(), to) : Backup.of(place.embedded(), to);
        }

        @Override
        String done(long rows) {
            return "Backed up " + rows + " rows into " + to;
        }
    }

    /// `rollcall restore`.
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description =
                    "Puts a backup into the database of a configuration, all of it or nothing. The service must be "
                            + "stopped.",
            footer = {
                "",
                "Operations that had not ended go on when the service starts. Embedded",
                "directories are not part of a backup. A file that is not whole is refused, as is",
                "one whose schema version is not that of this rollcall.",
                "",
                "Examples:",
                "  rollcall restore --config rollcall.yaml --from rollcall-monday.state",
                "  rollcall restore --config rollcall.yaml --from rollcall-monday.state --replace",
                "",
                "From a laptop to production: backup with the configuration of the one, restore",
                "with that of the other."
            })
    public static final class In extends StateCommand {
        @Option(names = "--from", required = true, paramLabel = "FILE", description = "The backup.")
        private Path from = Path.of("");

        @Option(names = "--replace", description = "Removes what the database holds; without it that is refused.")
        private boolean replace;

        @Override
        Map<String, Long> work(Place place) throws IOException, StateException {
            if (place.server() != null) {
                return Restore.into(place.server(), from, replace);
            }
            try (DataLock _ = DataLock.take(DataFolder.make(place.data()))) {
                return Restore.into(place.embedded(), from, replace);
            }
        }

        @Override
        String done(long rows) {
            return "Restored " + rows + " rows from " + from;
        }
    }
}
