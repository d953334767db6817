package io.rollcall.config;

import io.rollcall.cluster.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The directory of a cluster's Manager.
public sealed interface ManagerSettings {
    /// The base of a Manager as it is installed (contract, 5.3).
    String BASE_DN = "dc=hadoop,dc=com";

    /// One that this server runs itself, on loopback.
    ///
    /// @param port 0 for any free one
    /// @param bindPassword never empty
    record Embedded(int port, String baseDn, String bindDn, Secret bindPassword) implements ManagerSettings {}

    /// One that is there already.
    ///
    /// @param servers `ldap://` or `ldaps://`, all of one scheme, at least one; the first that answers is
    ///     used
    /// @param bindPassword never empty
    /// @param startTls only with `ldap://`
    /// @param caFile certificates that may vouch for the servers; empty for those the Java runtime trusts
    record Ldap(
            List<URI> servers,
            String baseDn,
            String bindDn,
            Secret bindPassword,
            boolean startTls,
            Optional<Path> caFile,
            Groups groups)
            implements ManagerSettings {
        public Ldap {
            servers = List.copyOf(servers);
        }
    }

    /// How the directory keeps the members of a group.
    enum Groups {
        /// `member` holds DNs.
        RFC2307BIS,
        /// `memberUid` holds names.
        RFC2307
    }
}
