package io.rollcall.config;

import io.rollcall.cluster.ClusterId;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.connection.LdapSettings;
import io.rollcall.manager.connection.Timeouts;
import io.rollcall.manager.kerberos.RealmSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The directory of a cluster's Manager.
public sealed interface ManagerSettings {
    /// The base of a Manager as it is installed (contract, 5.3).
    String BASE_DN = LdapSettings.DEFAULT_BASE;

    /// A directory that this server runs itself, on loopback.
    ///
    /// @param port 0 for any free one
    /// @param bindPassword never empty
    record Embedded(int port, String baseDn, String bindDn, Secret bindPassword) implements ManagerSettings {}

    /// An existing directory.
    ///
    /// @param kerberos null for a cluster that is not in security mode
    record Ldap(LdapSettings settings, @Nullable Kerberos kerberos) implements ManagerSettings {}

    /// The realm of a cluster in security mode ([io.rollcall.manager.kerberos.RealmSettings]).
    ///
    /// @param kadmin null for the program that is found on this machine
    record Kerberos(
            String realm,
            Path configFile,
            String administrator,
            Path keytab,
            @Nullable Path kadmin) {
        /// The same, for the users of one cluster, with the timeouts of its directory.
        public RealmSettings of(ClusterId cluster, Timeouts timeouts) {
            RealmSettings found = RealmSettings.of(realm, configFile, administrator, keytab, cluster, timeouts);
            return kadmin == null ? found : found.with(kadmin);
        }
    }
}
