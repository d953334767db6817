package io.rollcall.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the configuration says about a cluster, without secrets and without the files that hold them.
///
/// @param kerberos null for a cluster that is not in security mode
/// @param entitlements what the policies of the IAM give, by policy
/// @param graceDays how long an account is disabled before it is removed
/// @param hasAfterSync whether a command runs after an operation that changed something
/// @param schedule null if the cluster is synchronized on request alone
public record ConfigurationJson(
        String clusterId,
        String clusterName,
        String projectId,
        Directory directory,
        @Nullable Realm kerberos,
        Names names,
        List<Entitled> entitlements,
        Guard guard,
        int graceDays,
        Numbers numbers,
        boolean hasAfterSync,
        @Nullable Schedule schedule) {
    /// Where users and groups are stored.
    ///
    /// @param servers null for callers that are not told addresses
    /// @param bindDn null for a client certificate, and for callers that are not told it
    /// @param groups how the members of groups are stored
    public record Directory(
            Word<Kind> kind,
            @Nullable List<String> servers,
            String baseDn,
            @Nullable String bindDn,
            Word<Encryption> encryption,
            String groups,
            List<String> userClasses,
            List<String> groupClasses,
            String home,
            String shell) {}

    /// Whose directory it is.
    public enum Kind {
        EMBEDDED,
        LDAP
    }

    /// How connections to it are encrypted.
    public enum Encryption {
        NONE,
        START_TLS,
        LDAPS
    }

    /// @param administrator null for callers that are not told it
    public record Realm(String realm, @Nullable String administrator) {}

    /// Which names the Manager can hold.
    ///
    /// @param reservedUsers beside those that are always reserved
    /// @param reservedGroups likewise
    public record Names(
            int shortestUser,
            int longestUser,
            int longestGroup,
            List<String> reservedUsers,
            List<String> reservedGroups,
            List<String> allowedUsers,
            List<String> allowedGroups) {}

    /// What a policy gives.
    ///
    /// @param policy null for every custom policy that allows an action of MRS
    /// @param groups groups of the Manager
    public record Entitled(@Nullable String policy, List<String> roles, List<String> groups) {}

    /// How much a plan may remove without a release.
    public record Guard(int removedAccounts, int removedPercent, int floor, int groupSize, int groupPercent) {}

    /// The POSIX numbers of new entries.
    public record Numbers(int first, int last) {}

    /// @param jitterSeconds the longest random delay
    public record Schedule(String cron, String zone, long jitterSeconds) {}

    /// The same for callers that are not told addresses and names of servers.
    public ConfigurationJson withoutAddresses() {
        Directory shown = new Directory(
                directory.kind(),
                null,
                directory.baseDn(),
                null,
                directory.encryption(),
                directory.groups(),
                directory.userClasses(),
                directory.groupClasses(),
                directory.home(),
                directory.shell());
        return new ConfigurationJson(
                clusterId,
                clusterName,
                projectId,
                shown,
                kerberos == null ? null : new Realm(kerberos.realm(), null),
                names,
                entitlements,
                guard,
                graceDays,
                numbers,
                hasAfterSync,
                schedule);
    }

    /// Where a cluster is defined, and how, if it is stored.
    ///
    /// @param version of the definition; 0 for a cluster of the configuration file
    /// @param definition the section of the cluster as it would be in the configuration file; null for a cluster
    ///     that is there, and for one that is removed
    public record Definition(
            String clusterId,
            Word<Source> source,
            long version,
            @Nullable Map<String, Object> definition) {}

    /// Where it is defined.
    public enum Source {
        FILE,
        STORED,
        REMOVED
    }
}
