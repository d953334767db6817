package io.rollcall.config;

import io.rollcall.document.DocumentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Everything that `./rollcall serve` needs to know. Paths are absolute or relative to the folder of the
/// file.
///
/// @param listen where the API is served
/// @param data the folder of the database and whatever else has to survive a restart
/// @param iam who says who there is
/// @param clusters at least one, ids are unique
/// @param limits how often one caller may call
/// @param driftInterval how often each cluster is compared with the IAM while nothing runs (decision 28)
/// @param retention how long ended operations, their results and the audit are kept
/// @param log how the log is written
public record Configuration(
        ListenAddress listen,
        Path data,
        IamSettings iam,
        List<ClusterSettings> clusters,
        LimitSettings limits,
        Duration driftInterval,
        Duration retention,
        LogSettings log) {
    /// Decision 28 names one minute.
    public static final Duration DRIFT_INTERVAL = Duration.ofMinutes(1);

    /// A quarter of a year: what an audit usually asks for.
    public static final Duration RETENTION = Duration.ofDays(90);

    public Configuration {
        clusters = List.copyOf(clusters);
    }

    /// Reads a configuration file.
    ///
    /// @param environment for `${NAME}`, usually [System#getenv()]
    /// @throws DocumentException with everything that is wrong with it
    public static Configuration load(Path file, Map<String, String> environment) throws DocumentException {
        return ConfigurationFile.load(file, environment);
    }
}
