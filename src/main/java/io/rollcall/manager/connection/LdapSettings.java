package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.DN;
import io.rollcall.cluster.Secret;
import io.rollcall.manager.layout.EntryLayout;
import io.rollcall.manager.layout.GroupLayout;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How to reach a Manager's directory.
///
/// @param servers `ldap://host:port` or `ldaps://host:port`, all of one scheme; they hold the same data,
///     the first one that answers is used
/// @param baseDn the entry above `ou=Peoples`, `ou=Groups` and `ou=Roles`
/// @param login the identity of this service in the directory
/// @param startTls whether an `ldap://` connection is encrypted before anything else is sent
/// @param caFile PEM certificates of trusted authorities; null for those that the Java runtime trusts
/// @param layout the layout of the entries that this service writes
/// @param timeouts how long to wait
public record LdapSettings(
        List<URI> servers,
        String baseDn,
        LdapLogin login,
        boolean startTls,
        @Nullable Path caFile,
        EntryLayout layout,
        Timeouts timeouts) {
    /// The base of a Manager as it is installed.
    public static final String DEFAULT_BASE = "dc=hadoop,dc=com";

    public LdapSettings {
        servers = List.copyOf(servers);
        require(!servers.isEmpty(), "at least one server is needed");
        for (URI server : servers) {
            require(isServer(server), "'" + server + "' is not of the form ldap://host:port or ldaps://host:port");
        }
        require(servers.stream().map(LdapSettings::isTls).distinct().count() == 1, "all servers must have one scheme");
        require(!(startTls && isTls(servers.getFirst())), "startTls and ldaps:// exclude each other");
        require(!baseDn.isBlank() && DN.isValidDN(baseDn), "'" + baseDn + "' is not a DN");
        require(
                !(login instanceof LdapLogin.Certificate) || startTls || isTls(servers.getFirst()),
                "a client certificate needs TLS");
    }

    /// With the timeouts for servers nearby.
    public LdapSettings(
            List<URI> servers,
            String baseDn,
            LdapLogin login,
            boolean startTls,
            @Nullable Path caFile,
            EntryLayout layout) {
        this(servers, baseDn, login, startTls, caFile, layout, Timeouts.NEARBY);
    }

    /// One server nearby without TLS, and the usual layout.
    public static LdapSettings of(URI server, String baseDn, String bindDn, Secret bindPassword) {
        return new LdapSettings(
                List.of(server),
                baseDn,
                new LdapLogin.Password(bindDn, bindPassword),
                false,
                null,
                EntryLayout.of(GroupLayout.RFC2307BIS));
    }

    /// Whether the connection is TLS from its first byte.
    boolean tls() {
        return isTls(servers.getFirst());
    }

    static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : isTls(server) ? 636 : 389;
    }

    /// The host as a socket wants it: an IPv6 address without its brackets.
    static String host(URI server) {
        String host = server.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isServer(URI server) {
        return server.getScheme() != null
                && List.of("ldap", "ldaps").contains(server.getScheme().toLowerCase(Locale.ROOT))
                && server.getHost() != null
                && server.getPort() != 0
                && server.getPort() < 65_536
                && (server.getRawPath().isEmpty() || server.getRawPath().equals("/"))
                && server.getRawQuery() == null
                && server.getRawUserInfo() == null;
    }

    private static boolean isTls(URI server) {
        return "ldaps".equalsIgnoreCase(server.getScheme());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
