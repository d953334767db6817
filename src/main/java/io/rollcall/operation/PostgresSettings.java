package io.rollcall.operation;

import io.rollcall.cluster.Secret;
import org.jspecify.annotations.Nullable;

/// Where a PostgreSQL database is.
///
/// @param url `postgresql://host[:port][,host[:port]...]/database[?parameter=value&...]`, the parameters being those of
///     the PostgreSQL JDBC driver, like `sslmode=verify-full`
/// @param user who this server is there; null for what the driver finds
/// @param password null where the server asks for none, or the driver finds one (a certificate, a password file)
public record PostgresSettings(
        String url, @Nullable String user, @Nullable Secret password) {
    private static final String SCHEME = "postgresql://";

    public PostgresSettings {
        if (!url.startsWith(SCHEME) || url.indexOf('/', SCHEME.length()) <= SCHEME.length()) {
            throw new IllegalArgumentException("must be like postgresql://host:5432/database");
        }
        if (url.substring(SCHEME.length(), url.indexOf('/', SCHEME.length())).contains("@")) {
            throw new IllegalArgumentException("must not hold a user: give user and password beside it");
        }
    }

    String jdbcUrl() {
        return "jdbc:" + url;
    }
}
