package io.rollcall.config;

import io.rollcall.access.Access;
import io.rollcall.database.PostgresSettings;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.monitoring.Webhook;
import io.rollcall.operation.Operations;
import io.rollcall.tracing.TracingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All settings of `./rollcall serve`. Paths are absolute or relative to the folder of the file.
///
/// @param listen where the API is served
/// @param serving how it is served there
/// @param data the folder of the embedded database and of embedded directories
/// @param database the database that several replicas share; empty for the embedded one
/// @param iam where identities come from
/// @param clusters those of the file; ids are unique, and there may be none where clusters can be stored
/// @param stored reads the clusters that are stored beside them
/// @param access what callers may do, in addition to the IAM
/// @param limits how often one caller may call
/// @param operations how operations are carried out
/// @param auditFile where the audit is forwarded to; empty for nowhere
/// @param webhooks who is notified of what happens
/// @param tracing where traces are sent to; empty for nowhere
/// @param log how the log is written
/// @param written for each key of the file a stand-in for what is written there
public record Configuration(
        ListenAddress listen,
        ServingSettings serving,
        Path data,
        Optional<PostgresSettings> database,
        IamSettings iam,
        List<ClusterSettings> clusters,
        StoredClusters stored,
        Access access,
        LimitSettings limits,
        Operations.Settings operations,
        Optional<Path> auditFile,
        List<Webhook> webhooks,
        Optional<TracingSettings> tracing,
        LogSettings log,
        Map<String, String> written) {
    public Configuration {
        clusters = List.copyOf(clusters);
        webhooks = List.copyOf(webhooks);
        written = Map.copyOf(written);
    }

    /// Reads a configuration file.
    ///
    /// @param environment for `${NAME}`, usually [System#getenv()]
    /// @throws DocumentException with all its problems
    public static Configuration load(Path file, Map<String, String> environment) throws DocumentException {
        return read(file, Document.bytes(file), environment);
    }

    /// The same, of a file that was read already.
    ///
    /// @throws DocumentException with all its problems
    public static Configuration read(Path file, byte[] content, Map<String, String> environment)
            throws DocumentException {
        return ConfigurationFile.read(file, content, environment);
    }
}
