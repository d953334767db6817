package io.rollcall.config;

import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.GroupName;
import io.rollcall.cluster.ProjectId;
import io.rollcall.cluster.RoleName;
import io.rollcall.document.Section;
import io.rollcall.document.Values;
import io.rollcall.manager.process.NodeCommand;
import io.rollcall.operation.model.Schedule;
import io.rollcall.policy.SystemPolicies;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.sync.rules.NumberRange;
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

/// Reads the sections of clusters, those of the configuration file and those that are stored. No id, port or
/// directory may be there twice. Not thread-safe; confined to one reading.
final class ClusterReader {
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(30);

    private final Set<String> ids;
    private final ManagerReader managers;
    private final boolean confined;
    private boolean found;

    /// @param apiPort which an embedded directory must not use
    ClusterReader(Secrets secrets, int apiPort) {
        this(new HashSet<>(), new ManagerReader(secrets, apiPort), secrets.confined());
    }

    private ClusterReader(Set<String> ids, ManagerReader managers, boolean confined) {
        this.ids = ids;
        this.managers = managers;
        this.confined = confined;
    }

    /// A reader that knows what this one has read, and whose readings this one does not learn.
    ClusterReader copy() {
        return new ClusterReader(new HashSet<>(ids), managers.copy(), confined);
    }

    /// The same reader for a section with other secrets.
    ClusterReader with(Secrets secrets) {
        return new ClusterReader(ids, managers.with(secrets), secrets.confined());
    }

    /// Whether there was a section at all, also one with problems.
    boolean found() {
        return found;
    }

    /// The ids that were read.
    Set<String> ids() {
        return ids;
    }

    /// Remembers settings that were read before as if this reader had read them.
    void know(ClusterSettings settings) {
        ids.add(settings.cluster().id().value());
        managers.know(settings.manager());
    }

    private static <T> Optional<T> refused(Section section, String key, String why) {
        section.problem(key, why);
        return Optional.empty();
    }

    /// Reads one section.
    Optional<ClusterSettings> read(Section cluster) {
        found = true;
        Optional<ClusterId> id =
                cluster.value("id", Values.unique(ids, "cluster id").andThen(ClusterId::new));
        Optional<String> name = cluster.value("name", Values.text(1, 64));
        Optional<ProjectId> project = cluster.value("project", ProjectId::new);
        Optional<ManagerSettings> manager = cluster.section("manager", managers::read);
        NameRules names = cluster.optionalSection("names", ClusterReader::names).orElseGet(NameRules::documented);
        Entitlements entitlements = cluster.optionalSection("entitlements", ClusterReader::entitlements)
                .orElseGet(Entitlements::documented);
        GuardLimits guard =
                cluster.optionalSection("guard", ClusterReader::guard).orElse(GuardLimits.DECIDED);
        int graceDays = ConfigurationFile.number(cluster, "grace_days", 0, 3_650, 0);
        NumberRange numbers =
                cluster.optionalSection("numbers", ClusterReader::numbers).orElse(NumberRange.DECIDED);
        Optional<NodeCommand> afterSync = confined && cluster.has("after_sync")
                ? refused(cluster, "after_sync", "runs a program, which only the configuration file may name")
                : cluster.optionalSection("after_sync", ClusterReader::afterSync);
        Optional<Schedule> schedule = cluster.optionalSection("schedule", ClusterReader::schedule);
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
        int first = ConfigurationFile.number(section, "first", 1, Integer.MAX_VALUE - 1, base.first());
        int last = ConfigurationFile.number(section, "last", 1, Integer.MAX_VALUE - 1, Math.max(base.last(), first));
        try {
            return Optional.of(new NumberRange(first, last));
        } catch (IllegalArgumentException e) {
            section.problem("first", "and 'last' do not fit: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<NameRules> names(Section names) {
        NameRules base = NameRules.documented();
        int shortest = ConfigurationFile.number(names, "shortest_user", 1, 255, base.shortestUser());
        int longest = ConfigurationFile.number(names, "longest_user", 1, 255, base.longestUser());
        int longestGroup = ConfigurationFile.number(names, "longest_group", 1, 255, base.longestGroup());
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
                rows.section(policy, ClusterReader::row).ifPresent(row -> system.put(policy, row));
            }
            return Optional.of(system);
        });
        Entitlement custom =
                section.optionalSection("custom", ClusterReader::row).orElse(base.custom());
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
                ConfigurationFile.number(guard, "removed_accounts", 0, Integer.MAX_VALUE, base.accounts()),
                ConfigurationFile.number(guard, "removed_percent", 0, 100, base.percent()),
                ConfigurationFile.number(guard, "floor", 0, Integer.MAX_VALUE, base.floor()),
                ConfigurationFile.number(guard, "group_size", 0, Integer.MAX_VALUE, base.groupSize()),
                ConfigurationFile.number(guard, "group_percent", 0, 100, base.groupPercent())));
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
        ZoneId zone = section.optionalValue("zone", ClusterReader::zone).orElse(ZoneOffset.UTC);
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
}
