package io.rollcall.database;

import io.rollcall.cluster.Loopback;
import io.rollcall.cluster.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How to reach a PostgreSQL database.
///
/// @param url `postgresql://host[:port][,host[:port]...]/database[?parameter=value&...]`, the parameters being
///     those of the PostgreSQL JDBC driver, like `sslmode=verify-full`
/// @param user the user of this service there; null for the driver's default
/// @param password null where the server asks for none, or the driver finds one (a certificate, a password file)
public record PostgresSettings(
        String url, @Nullable String user, @Nullable Secret password) {
    private static final String SCHEME = "postgresql://";
    private static final Set<String> DEMANDING = Set.of("require", "verify-ca", "verify-full");

    public PostgresSettings {
        if (!url.startsWith(SCHEME) || url.indexOf('/', SCHEME.length()) <= SCHEME.length()) {
            throw new IllegalArgumentException("must be like postgresql://host:5432/database");
        }
        if (url.substring(SCHEME.length(), url.indexOf('/', SCHEME.length())).contains("@")) {
            throw new IllegalArgumentException("must not hold a user: give user and password beside it");
        }
    }

    /// Whether the traffic cannot be read on a network: because TLS is demanded and not only preferred, or because
    /// all hosts are this machine.
    public boolean isPrivate() {
        String rest = url.substring(SCHEME.length());
        String hosts = rest.substring(0, rest.indexOf('/'));
        if (Arrays.stream(hosts.split(",")).allMatch(host -> Loopback.is(host.replaceFirst(":\\d+$", "")))) {
            return true;
        }
        int query = rest.indexOf('?');
        List<String> parameters =
                query < 0 ? List.of() : List.of(rest.substring(query + 1).split("&"));
        // The driver uses the last parameter of a name, so a weaker one must not stand beside one that demands
        // TLS.
        List<String> modes =
                parameters.stream().filter(one -> one.startsWith("sslmode=")).toList();
        return modes.isEmpty()
                ? parameters.contains("ssl=true")
                : modes.stream().allMatch(one -> DEMANDING.contains(one.substring("sslmode=".length())));
    }

    String jdbcUrl() {
        return "jdbc:" + url;
    }
}
