package io.rollcall.config;

import io.rollcall.access.Access;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.RoleName;
import io.rollcall.cluster.Secret;
import io.rollcall.database.PostgresSettings;
import io.rollcall.document.Document;
import io.rollcall.document.DocumentException;
import io.rollcall.document.Environment;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.manager.process.NodeCommand;
import io.rollcall.monitoring.Webhook;
import io.rollcall.operation.Operations;
import io.rollcall.operation.model.Schedule;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.NumberRange;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads the configuration file, key by key. Used once for each file.
final class ConfigurationFile {
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(30);

    private final Function<String, Path> path;
    private final Path folder;
    private final Secrets secrets;
    private final Set<String> clusterIds = new HashSet<>();
    private int clusterCount;

    private ConfigurationFile(Secrets secrets) {
        this.folder = secrets.folder();
        this.secrets = secrets;
        this.path = ManagerReader.path(folder);
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
        ManagerReader managers = new ManagerReader(secrets, listen.port());
        root.require("clusters");
        List<ClusterSettings> clusters = root.sections("clusters", section -> cluster(section, managers));
        if (clusterCount == 0 && root.has("clusters")) {
            root.problem("clusters", "must hold at least one cluster");
        }
        Access access = new AccessReader(clusterIds).read(root);
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
        LogSettings log = root.optionalSection("log", ConfigurationFile::log).orElse(LogSettings.DEFAULT);
        return iam.map(source -> new Configuration(
                listen,
                serving,
                data,
                database,
                source,
                clusters,
                access.withIdentityPolicies(source.authorization() == IamSettings.Authorization.IDENTITY_POLICY_BASED),
                limits,
                operations,
                auditFile,
                webhooks,
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

    private Optional<ClusterSettings> cluster(Section cluster, ManagerReader managers) {
        clusterCount++;
        Optional<ClusterId> id =
                cluster.value("id", Values.unique(clusterIds, "cluster id").andThen(ClusterId::new));
        Optional<String> name = cluster.value("name", Values.text(1, 64));
        Optional<ProjectId> project = cluster.value("project", ProjectId::new);
        Optional<ManagerSettings> manager = cluster.section("manager", managers::read);
        NameRules names =
                cluster.optionalSection("names", ConfigurationFile::names).orElseGet(NameRules::documented);
        Entitlements entitlements = cluster.optionalSection("entitlements", ConfigurationFile::entitlements)
                .orElseGet(Entitlements::documented);
        GuardLimits guard =
                cluster.optionalSection("guard", ConfigurationFile::guard).orElse(GuardLimits.DECIDED);
        int graceDays = number(cluster, "grace_days", 0, 3_650, 0);
        NumberRange numbers =
                cluster.optionalSection("numbers", ConfigurationFile::numbers).orElse(NumberRange.DECIDED);
        Optional<NodeCommand> afterSync = cluster.optionalSection("after_sync", ConfigurationFile::afterSync);
        Optional<Schedule> schedule = cluster.optionalSection("schedule", ConfigurationFile::schedule);
        if (id.isEmpty() || name.isEmpty() || project.isEmpty() || manager.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClusterSettings(
                new Cluster(id.get(), name.get(), project.get()),
                manager.get(),
                names,
                entitlements,
                guard,
                graceDays,
                numbers,
                afterSync,
                schedule,
                new ClusterSettings.Written(cluster.digest(), cluster.digest("manager"))));
    }

    private static Optional<NumberRange> numbers(Section section) {
        NumberRange base = NumberRange.DECIDED;
        int first = number(section, "first", 1, Integer.MAX_VALUE - 1, base.first());
        int last = number(section, "last", 1, Integer.MAX_VALUE - 1, Math.max(base.last(), first));
        try {
            return Optional.of(new NumberRange(first, last));
        } catch (IllegalArgumentException e) {
            section.problem("first", "and 'last' do not fit: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<NameRules> names(Section names) {
        NameRules base = NameRules.documented();
        int shortest = number(names, "shortest_user", 1, 255, base.shortestUser());
        int longest = number(names, "longest_user", 1, 255, base.longestUser());
        int longestGroup = number(names, "longest_group", 1, 255, base.longestGroup());
        if (shortest > longest) {
            names.problem("shortest_user", "is larger than longest_user");
        }
        Set<String> users = new TreeSet<>(base.reservedUsers());
        users.addAll(names.values("reserved_users", Values.text(1, 255)));
        Set<String> groups = new TreeSet<>(base.reservedGroups());
        groups.addAll(names.values("reserved_groups", Values.text(1, 255)));
        Set<String> allowedUsers = new TreeSet<>(names.values("allowed_users", Values.text(1, 255)));
        Set<String> allowedGroups = new TreeSet<>(names.values("allowed_groups", Values.text(1, 255)));
        return Optional.of(new NameRules(shortest, longest, longestGroup, users, groups, allowedUsers, allowedGroups));
    }

    /// Each given row replaces the documented one; the others stay.
    private static Optional<Entitlements> entitlements(Section section) {
        Entitlements base = Entitlements.documented();
        Map<String, Entitlement> system = new HashMap<>(base.system());
        section.optionalSection("system", rows -> {
            for (String policy : rows.keys()) {
                SystemPolicies.names().stream()
                        .filter(known -> known.equalsIgnoreCase(policy) && !known.equals(policy))
                        .forEach(known -> rows.problem(policy, "the policy is spelt '" + known + "'"));
                rows.section(policy, ConfigurationFile::row).ifPresent(row -> system.put(policy, row));
            }
            return Optional.of(system);
        });
        Entitlement custom =
                section.optionalSection("custom", ConfigurationFile::row).orElse(base.custom());
        return Optional.of(new Entitlements(system, custom));
    }

    private static Optional<Entitlement> row(Section row) {
        row.require("roles");
        return Optional.of(new Entitlement(
                new TreeSet<>(row.values("roles", RoleName::new)),
                new TreeSet<>(row.values("groups", GroupName::new))));
    }

    private static Optional<GuardLimits> guard(Section guard) {
        GuardLimits base = GuardLimits.DECIDED;
        return Optional.of(new GuardLimits(
                number(guard, "removed_accounts", 0, Integer.MAX_VALUE, base.accounts()),
                number(guard, "removed_percent", 0, 100, base.percent()),
                number(guard, "floor", 0, Integer.MAX_VALUE, base.floor()),
                number(guard, "group_size", 0, Integer.MAX_VALUE, base.groupSize()),
                number(guard, "group_percent", 0, 100, base.groupPercent())));
    }

    private static Optional<NodeCommand> afterSync(Section section) {
        section.require("command");
        List<String> command = section.values("command", Values.text(1, 4096));
        Duration timeout = section.optionalValue(
                        "timeout", Values.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)))
                .orElse(NODE_TIMEOUT);
        if (section.has("command") && command.isEmpty()) {
            section.problem("command", "must hold a program and its arguments");
        }
        return command.isEmpty() ? Optional.empty() : Optional.of(new NodeCommand(command, timeout));
    }

    private static Optional<Schedule> schedule(Section section) {
        ZoneId zone = section.optionalValue("zone", ConfigurationFile::zone).orElse(ZoneOffset.UTC);
        Duration jitter = section.optionalValue("jitter", Values.duration(Duration.ZERO, Duration.ofHours(12)))
                .orElse(Duration.ZERO);
        return section.value("cron", cron -> new Schedule(cron, zone, jitter));
    }

    private static ZoneId zone(String value) {
        try {
            return ZoneId.of(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time zone like Europe/Berlin or UTC");
        }
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

    private static int number(Section section, String key, int least, int most, int otherwise) {
        return section.optionalValue(key, Values.number(least, most)).orElse(otherwise);
    }
}
