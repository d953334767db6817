package io.rollcall.server;

import io.rollcall.cluster.Cluster;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.ManagerSettings;
import io.rollcall.manager.connection.LdapLogin;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.operation.model.Schedule;
import io.rollcall.sync.rules.Entitlement;
import io.rollcall.sync.rules.Entitlements;
import io.rollcall.sync.rules.GuardLimits;
import io.rollcall.sync.rules.NameRules;
import io.rollcall.wire.ConfigurationJson;
import io.rollcall.wire.Word;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The configuration of a cluster as the API shows it. It is put together value by value, so that nothing is shown
/// that is not named here: no secret, no file that holds one, and no command.
final class ShownConfiguration {
    private ShownConfiguration() {}

    /// @param directory with the address that an embedded directory really has
    static ConfigurationJson of(ClusterSettings settings, LdapSettings directory) {
        Cluster cluster = settings.cluster();
        GuardLimits guard = settings.guard();
        return new ConfigurationJson(
                cluster.id().value(),
                cluster.name(),
                cluster.project().value(),
                directory(settings.manager(), directory),
                settings.manager() instanceof ManagerSettings.Ldap ldap ? realm(ldap.kerberos()) : null,
                names(settings.names()),
                entitlements(settings.entitlements()),
                new ConfigurationJson.Guard(
                        guard.accounts(), guard.percent(), guard.floor(), guard.groupSize(), guard.groupPercent()),
                settings.graceDays(),
                new ConfigurationJson.Numbers(
                        settings.numbers().first(), settings.numbers().last()),
                settings.afterSync().isPresent(),
                settings.schedule().map(ShownConfiguration::schedule).orElse(null));
    }

    private static ConfigurationJson.Directory directory(ManagerSettings manager, LdapSettings directory) {
        boolean tls = directory.servers().getFirst().getScheme().equals("ldaps");
        return new ConfigurationJson.Directory(
                Word.of(
                        switch (manager) {
                            case ManagerSettings.Embedded ignored -> ConfigurationJson.Kind.EMBEDDED;
                            case ManagerSettings.Ldap ignored -> ConfigurationJson.Kind.LDAP;
                        }),
                directory.servers().stream().map(URI::toString).toList(),
                directory.baseDn(),
                directory.login() instanceof LdapLogin.Password login ? login.dn() : null,
                Word.of(
                        tls
                                ? ConfigurationJson.Encryption.LDAPS
                                : directory.startTls()
                                        ? ConfigurationJson.Encryption.START_TLS
                                        : ConfigurationJson.Encryption.NONE),
                directory.layout().groups().name().toLowerCase(Locale.ROOT),
                directory.layout().userClasses(),
                directory.layout().groupClasses(),
                directory.layout().home(),
                directory.layout().shell());
    }

    private static ConfigurationJson.@Nullable Realm realm(ManagerSettings.@Nullable Kerberos kerberos) {
        return kerberos == null ? null : new ConfigurationJson.Realm(kerberos.realm(), kerberos.administrator());
    }

    private static ConfigurationJson.Names names(NameRules names) {
        NameRules always = NameRules.documented();
        return new ConfigurationJson.Names(
                names.shortestUser(),
                names.longestUser(),
                names.longestGroup(),
                beside(names.reservedUsers(), always.reservedUsers()),
                beside(names.reservedGroups(), always.reservedGroups()),
                beside(names.allowedUsers(), Set.of()),
                beside(names.allowedGroups(), Set.of()));
    }

    private static List<String> beside(Set<String> all, Set<String> known) {
        return all.stream().filter(name -> !known.contains(name)).sorted().toList();
    }

    private static List<ConfigurationJson.Entitled> entitlements(Entitlements table) {
        List<ConfigurationJson.Entitled> rows = new ArrayList<>();
        new TreeMap<>(table.system()).forEach((policy, row) -> rows.add(entitled(policy, row)));
        rows.add(entitled(null, table.custom()));
        return rows;
    }

    private static ConfigurationJson.Entitled entitled(@Nullable String policy, Entitlement row) {
        return new ConfigurationJson.Entitled(policy, texts(row.roles()), texts(row.managerGroups()));
    }

    private static List<String> texts(Collection<?> names) {
        return names.stream().map(Object::toString).toList();
    }

    private static ConfigurationJson.Schedule schedule(Schedule schedule) {
        return new ConfigurationJson.Schedule(
                schedule.cron(), schedule.zone().getId(), schedule.jitter().toSeconds());
    }
}
