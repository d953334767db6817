package io.rollcall.config;

import io.rollcall.cluster.Secret;
import io.rollcall.manager.LdapSettings;

/// The directory of a cluster's Manager.
public sealed interface ManagerSettings {
    /// The base of a Manager as it is installed (contract, 5.3).
    String BASE_DN = LdapSettings.DEFAULT_BASE;

    /// One that this server runs itself, on loopback.
    ///
    /// @param port 0 for any free one
    /// @param bindPassword never empty
    record Embedded(int port, String baseDn, String bindDn, Secret bindPassword) implements ManagerSettings {}

    /// One that is there already.
    record Ldap(LdapSettings settings) implements ManagerSettings {}
}
