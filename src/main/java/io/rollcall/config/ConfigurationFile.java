package io.rollcall.config;

import io.rollcall.access.Access;
import io.rollcall.cluster.Secret;
import io.rollcall.database.PostgresSettings;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Environment;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.monitoring.Webhook;
import io.rollcall.operation.Operations;
import io.rollcall.tracing.TracingSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the configuration file, key by key. Used once for each file.
final class ConfigurationFile {
    private final Function<String, Path> path;
    private final Path folder;
    private final Secrets secrets;

    private ConfigurationFile(Secrets secrets) {
        this.folder = secrets.folder();
        this.secrets = secrets;
        this.path = secrets.path();
    }

    static Configuration read(Path file, byte[] content, Map<String, String> environment) throws DocumentException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
        Environment expansion = new Environment(environment);
        Secrets secrets = new Secrets(folder, file, expansion);
        return Document.read(
                file.toString(), content, expansion, root -> new ConfigurationFile(secrets).configuration(root));
    }

    private Optional<Configuration> configuration(Section root) {
        if (root.optionalValue("secrets_readable_by_others", Values::flag).orElse(false)) {
            secrets.mayBeReadByOthers();
        }
        ListenAddress listen =
                root.optionalValue("listen", ListenAddress::parse).orElse(ListenAddress.DEFAULT);
        ServingSettings serving = new ServingReader(secrets).read(root, listen);
        Path data = root.optionalValue("data", path).orElse(folder.resolve("data"));
        Optional<IamSettings> iam = root.section("iam", new IamReader(secrets)::read);
        ClusterReader reader = new ClusterReader(secrets, listen.port());
        List<ClusterSettings> clusters = root.sections("clusters", reader::read);
        Optional<Path> storedSecrets =
                root.optionalSection("stored_clusters", section -> section.value("secrets", path));
        if (!reader.found() && !root.has("stored_clusters")) {
            root.problem("clusters", "must hold at least one cluster, unless stored_clusters lets clusters be stored");
        }
        AccessReader rights = new AccessReader(reader.ids(), storedSecrets.isPresent());
        Access access = rights.read(root).withStoredClusters(storedSecrets.isPresent());
        LimitSettings limits =
                root.optionalSection("limits", ConfigurationFile::limits).orElse(LimitSettings.DEFAULT);
        Optional<PostgresSettings> database = root.optionalSection("database", this::database);
        if (database.isPresent()
                && clusters.stream().anyMatch(one -> one.manager() instanceof ManagerSettings.Embedded)) {
            root.problem(
                    "database",
                    "is shared by several replicas, and an embedded directory belongs to one of them:"
                            + " give each cluster an ldap manager");
        }
        Operations.Settings operations = operations(root);
        Optional<Path> auditFile = root.optionalSection("audit", section -> section.value("file", path));
        List<Webhook> webhooks = root.sections("webhooks", new WebhookReader(secrets)::read);
        Optional<TracingSettings> tracing = root.optionalSection("tracing", new TracingReader(secrets)::read);
        LogSettings log = root.optionalSection("log", ConfigurationFile::log).orElse(LogSettings.DEFAULT);
        return iam.map(source -> new Configuration(
                listen,
                serving,
                data,
                database,
                source,
                clusters,
                new StoredClusters(storedSecrets, secrets.readable(), reader, rights.unknown()),
                access.withIdentityPolicies(source.authorization() == IamSettings.Authorization.IDENTITY_POLICY_BASED),
                limits,
                operations,
                auditFile,
                webhooks,
                tracing,
                log,
                written(root)));
    }

    private static Map<String, String> written(Section root) {
        Map<String, String> written = new HashMap<>();
        root.keys().forEach(key -> written.put(key, root.digest(key)));
        return written;
    }

    private Optional<PostgresSettings> database(Section section) {
        Optional<String> url = section.value("url", value -> new PostgresSettings(value, null, null).url());
        Optional<String> user = section.optionalValue("user", Values.text(1, 255));
        Optional<Secret> password = section.optionalValue("password", secrets.secret());
        boolean insecure = ClearText.isAllowed(section);
        Optional<PostgresSettings> settings =
                url.map(known -> new PostgresSettings(known, user.orElse(null), password.orElse(null)));
        if (!insecure && settings.isPresent() && !settings.get().isPrivate()) {
            ClearText.refuse(section, "url", "give it ?sslmode=verify-full (or verify-ca, require)");
        }
        return settings;
    }

    private static Operations.Settings operations(Section root) {
        Operations.Settings base = Operations.Settings.DEFAULT;
        return new Operations.Settings(
                number(root, "concurrent_operations", 1, 1_000, base.concurrent()),
                time(root, "takeover_after", Duration.ofSeconds(3), Duration.ofMinutes(10), base.lease()),
                time(root, "drift_interval", Duration.ofSeconds(1), Duration.ofHours(1), base.driftInterval()),
                time(root, "retention", Duration.ofDays(1), Duration.ofDays(3_650), base.retention()),
                time(root, "stall_limit", Duration.ofSeconds(10), Duration.ofDays(1), base.stallLimit()));
    }

    private static Duration time(Section section, String key, Duration least, Duration most, Duration otherwise) {
        return section.optionalValue(key, Values.duration(least, most)).orElse(otherwise);
    }

    private static Optional<LimitSettings> limits(Section limits) {
        LimitSettings base = LimitSettings.DEFAULT;
        return Optional.of(new LimitSettings(
                number(limits, "requests_per_second", 1, 1_000_000, base.requestsPerSecond()),
                number(limits, "burst", 1, 1_000_000, base.burst()),
                number(limits, "strangers_per_second", 1, 1_000_000, base.strangersPerSecond()),
                number(limits, "strangers_burst", 1, 1_000_000, base.strangersBurst()),
                number(limits, "connections", 10, 1_000_000, base.connections())));
    }

    private static Optional<LogSettings> log(Section log) {
        LogSettings base = LogSettings.DEFAULT;
        return Optional.of(new LogSettings(
                log.optionalValue("format", Values.oneOf(LogSettings.Format.class))
                        .orElse(base.format()),
                log.optionalValue("level", Values.oneOf(LogSettings.Level.class))
                        .orElse(base.level())));
    }

    static int number(Section section, String key, int least, int most, int otherwise) {
        return section.optionalValue(key, Values.number(least, most)).orElse(otherwise);
    }
}
