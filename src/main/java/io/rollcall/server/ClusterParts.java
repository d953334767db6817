package io.rollcall.server;

import io.rollcall.cluster.ClusterId;
import io.rollcall.config.ClusterSettings;
import io.rollcall.config.ManagerSettings;
import io.rollcall.manager.LdapTarget;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.embedded.EmbeddedDirectory;
import io.rollcall.manager.kerberos.KerberosRealm;
import io.rollcall.manager.kerberos.SecuredTarget;
import io.rollcall.monitoring.MeasuredTarget;
import io.rollcall.operation.served.Lifetime;
import io.rollcall.operation.served.ServedCluster;
import io.rollcall.ops.Metrics;
import io.rollcall.ops.Readiness;
import io.rollcall.sync.Reconciler;
import io.rollcall.sync.password.AccountPasswords;
import io.rollcall.sync.password.PasswordTarget;
import io.rollcall.sync.provisioning.ProvisioningTarget;
import io.rollcall.sync.rules.PlanRules;
import io.rollcall.sync.source.IdentitySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All parts of one served cluster.
///
/// @param served what its operations use
record ClusterParts(ClusterSettings settings, Manager manager, ServedCluster served) {
    private static final Logger log = LoggerFactory.getLogger(ClusterParts.class);

    static final String DIRECTORY = "directory";
    static final String KDC = "kdc";

    /// The Manager of a cluster, as each of its users sees it.
    ///
    /// @param directory with the address that an embedded one really has
    /// @param checks of its servers by name, always the same objects
    /// @param lifetime of its connections
    record Manager(
            ProvisioningTarget accounts,
            PasswordTarget passwords,
            LdapSettings directory,
            Map<String, Readiness.Check> checks,
            Lifetime lifetime) {}

    /// What the parts of all clusters are made with.
    ///
    /// @param data the folder of embedded directories
    record Surroundings(IdentitySource iam, Metrics metrics, Path data) {}

    /// Makes the parts of a cluster. Nothing connects before it is used, except for an embedded directory, which
    /// starts.
    ///
    /// @throws IOException when an embedded directory cannot be started
    /// @throws IllegalArgumentException when a file that the settings name cannot be used
    static ClusterParts open(ClusterSettings settings, Surroundings with) throws IOException {
        return of(settings, manager(settings, with), with);
    }

    /// The same Manager under other rules.
    ClusterParts with(ClusterSettings other, Surroundings surroundings) {
        return of(other, manager, surroundings);
    }

    boolean embedded() {
        return settings.manager() instanceof ManagerSettings.Embedded;
    }

    private static ClusterParts of(ClusterSettings settings, Manager manager, Surroundings with) {
        PlanRules rules = new PlanRules(settings.entitlements(), settings.names(), settings.guard())
                .withGraceDays(settings.graceDays())
                .withNumbers(settings.numbers());
        return new ClusterParts(
                settings,
                manager,
                new ServedCluster(
                        new Reconciler(settings.cluster(), with.iam(), manager.accounts(), rules),
                        Optional.of(
                                new AccountPasswords(manager.accounts(), manager.passwords(), settings.entitlements())),
                        settings.afterSync().map(command -> command::run),
                        manager.lifetime()));
    }

    private static Manager manager(ClusterSettings settings, Surroundings with) throws IOException {
        ClusterId id = settings.cluster().id();
        return switch (settings.manager()) {
            case ManagerSettings.Embedded embedded -> {
                EmbeddedDirectory directory = EmbeddedDirectory.start(
                        with.data().resolve("directory-" + id),
                        embedded.port(),
                        embedded.baseDn(),
                        embedded.bindDn(),
                        embedded.bindPassword());
                LdapTarget target = new LdapTarget(id, directory.settings());
                yield new Manager(
                        new MeasuredTarget(target, with.metrics()),
                        target,
                        directory.settings(),
                        Map.of(DIRECTORY, target::check),
                        new Lifetime(() -> {
                            close(id, target);
                            close(id, directory);
                        }));
            }
            case ManagerSettings.Ldap ldap -> {
                LdapTarget target = new LdapTarget(id, ldap.settings());
                if (ldap.kerberos() == null) {
                    yield new Manager(
                            new MeasuredTarget(target, with.metrics()),
                            target,
                            ldap.settings(),
                            Map.of(DIRECTORY, target::check),
                            new Lifetime(() -> close(id, target)));
                }
                KerberosRealm realm =
                        new KerberosRealm(ldap.kerberos().of(id, ldap.settings().timeouts()));
                SecuredTarget secured = new SecuredTarget(target, realm);
                Map<String, Readiness.Check> checks = new LinkedHashMap<>();
                checks.put(DIRECTORY, target::check);
                checks.put(KDC, realm::check);
                yield new Manager(
                        new MeasuredTarget(secured, with.metrics()),
                        secured,
                        ldap.settings(),
                        checks,
                        new Lifetime(() -> close(id, secured)));
            }
        };
    }

    private static void close(ClusterId cluster, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.atWarn().addKeyValue("cluster", cluster).setCause(e).log("not closed");
        }
    }
}
