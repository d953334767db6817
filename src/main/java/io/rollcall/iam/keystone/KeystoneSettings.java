package io.rollcall.iam.keystone;

import io.rollcall.cluster.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How to reach an IAM, and the login of this service there.
///
/// @param url of the server, without `/v3`
/// @param domain the id of the domain (Huawei Cloud: the account) whose users and groups are synchronized
/// @param projectDomain the id of the domain in which the clusters' projects are; with an IAM that takes its users
///     from a company's directory it is often another one
/// @param caFile certificates of trusted authorities; null for those that the runtime trusts
/// @param roles Keystone only: what a role means, by the role's name: the display name of a system policy, or
///     [#CUSTOM], or [#OWNER]
public record KeystoneSettings(
        Kind kind,
        URI url,
        Credentials credentials,
        String domain,
        String projectDomain,
        @Nullable Path caFile,
        Map<String, String> roles,
        Limits limits) {
    /// What a role is mapped to that counts as a custom policy of the role's name.
    public static final String CUSTOM = "custom";

    /// What a role is mapped to that makes its holders on the project count as the account itself.
    public static final String OWNER = "owner";

    /// Which API the IAM has.
    public enum Kind {
        KEYSTONE,
        HUAWEI
    }

    /// The login of this service at the IAM. It needs to read users, groups, memberships, roles and assignments,
    /// and to validate tokens; in Keystone the role `reader` on the system is enough.
    public sealed interface Credentials {
        /// A user of the IAM.
        ///
        /// @param userDomain the id of the user's domain
        /// @param project the id of the project to sign in to; empty for the whole system (Keystone) or the
        ///     account (Huawei Cloud)
        record Password(String user, String userDomain, Secret password, Optional<String> project)
                implements Credentials {}

        /// A credential that a Keystone user made for a program.
        record ApplicationCredential(String id, Secret secret) implements Credentials {}

        /// A token that another program renews. This service cannot renew it.
        record FixedToken(Secret token) implements Credentials {}

        /// Huawei Cloud only: every request is signed.
        record SigningKey(String access, Secret secret) implements Credentials {}
    }

    /// @param requestTimeout for one request and its whole answer
    /// @param retryFor how long a request is repeated that may succeed later
    /// @param concurrentRequests the most requests at a time for reads; checks of callers have as many of their
    ///     own
    /// @param unknownPerSecond about how many tokens, and how many keys, that were never found good the IAM is
    ///     asked about per second on average; bursts may be five times as large
    public record Limits(Duration requestTimeout, Duration retryFor, int concurrentRequests, int unknownPerSecond) {
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(30), 8);

        /// With the default bound for unknown tokens and keys.
        public Limits(Duration requestTimeout, Duration retryFor, int concurrentRequests) {
            this(requestTimeout, retryFor, concurrentRequests, 20);
        }
    }

    public KeystoneSettings {
        roles = Map.copyOf(roles);
    }

    /// Users and projects in one domain.
    public KeystoneSettings(
            Kind kind,
            URI url,
            Credentials credentials,
            String domain,
            @Nullable Path caFile,
            Map<String, String> roles,
            Limits limits) {
        this(kind, url, credentials, domain, domain, caFile, roles, limits);
    }

    /// The same, with the projects in another domain.
    public KeystoneSettings withProjectsIn(String other) {
        return new KeystoneSettings(kind, url, credentials, domain, other, caFile, roles, limits);
    }
}
