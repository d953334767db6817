package io.rollcall.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.Credentials;
import io.rollcall.cluster.Secret;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How connections to a database are made, for its three uses.
///
/// @param serverClock whether leases use the clock of the database's server, and not this process's
/// @param migrationPool for changes of the schema, which may take long
/// @param writerPool for transactions that write
/// @param readerPool for transactions that only read, each in one consistent view
public record Pools(
        Dialect dialect,
        boolean serverClock,
        Supplier<HikariDataSource> migrationPool,
        Supplier<HikariDataSource> writerPool,
        Supplier<HikariDataSource> readerPool) {
    /// The application name of a replica's connections at the server.
    static final String REPLICA = "rollcall";

    /// More connections do not make two cores and a disk faster, and a few replicas stay well below a server's
    /// usual 100.
    private static final int POSTGRES_CONNECTIONS = 8;

    /// Flyway holds its lock on one and migrates on another.
    private static final int FLYWAY_CONNECTIONS = 3;

    /// A server that is silent for so long counts as unreachable. Longer than any transaction of this service.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// The same, for leases by the clock of this process, which tests can set.
    Pools withOwnClock() {
        return new Pools(dialect, false, migrationPool, writerPool, readerPool);
    }

    public HikariDataSource migrations() {
        return migrationPool.get();
    }

    HikariDataSource writers() {
        return writerPool.get();
    }

    HikariDataSource readers() {
        return readerPool.get();
    }

    public static Pools sqlite(Path file) {
        String url = "jdbc:sqlite:" + file
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&foreign_keys=on&transaction_mode=";
        return new Pools(
                Dialect.SQLITE,
                false,
                () -> pool("migrations", url + "IMMEDIATE", 1),
                () -> pool("writer", url + "IMMEDIATE", 1),
                () -> pool("readers", url + "DEFERRED", 4));
    }

    static Pools postgres(PostgresSettings settings) {
        return new Pools(
                Dialect.POSTGRESQL,
                true,
                () -> postgresMigrations(settings),
                () -> {
                    HikariConfig config = postgres("writers", settings, POSTGRES_CONNECTIONS);
                    limitSilence(config);
                    // A 202 is a promise: a server that is configured to lose its last transactions must not lose
                    // these.
                    config.setConnectionInitSql("set synchronous_commit = on");
                    return new HikariDataSource(config);
                },
                () -> {
                    HikariConfig config = postgres("readers", settings, POSTGRES_CONNECTIONS);
                    limitSilence(config);
                    return oneView(config);
                });
    }

    /// For a command that reads or writes the whole database: single statements may take long.
    public static Pools postgresOnce(PostgresSettings settings) {
        return new Pools(
                Dialect.POSTGRESQL,
                true,
                () -> postgresMigrations(settings),
                () -> new HikariDataSource(noReplica(postgres("writer", settings, 1))),
                () -> oneView(noReplica(postgres("reader", settings, 1))));
    }

    private static HikariDataSource postgresMigrations(PostgresSettings settings) {
        return new HikariDataSource(noReplica(postgres("migrations", settings, FLYWAY_CONNECTIONS)));
    }

    /// For transactions that only read, each in one consistent view.
    private static HikariDataSource oneView(HikariConfig config) {
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return new HikariDataSource(config);
    }

    /// For connections that may be silent for long within a transaction, and must not be taken for a stopped
    /// replica.
    private static HikariConfig noReplica(HikariConfig config) {
        config.addDataSourceProperty("ApplicationName", REPLICA + " once");
        return config;
    }

    private static void limitSilence(HikariConfig config) {
        config.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
    }

    private static HikariConfig postgres(String name, PostgresSettings settings, int size) {
        HikariConfig config = config(name, settings.jdbcUrl(), size);
        @Nullable String user = settings.user();
        @Nullable Secret password = settings.password();
        if (password != null) {
            // Read for each new connection: the password may have changed by then.
            config.setCredentialsProvider(() -> Credentials.of(user, password.reveal()));
        } else if (user != null) {
            config.setUsername(user);
        }
        config.setMinimumIdle(1);
        Properties driver = config.getDataSourceProperties();
        driver.setProperty("ApplicationName", REPLICA);
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("reWriteBatchedInserts", "true");
        return config;
    }

    private static HikariDataSource pool(String name, String url, int size) {
        HikariConfig config = config(name, url, size);
        config.setExceptionOverride(new EvictAfterErrors());
        return new HikariDataSource(config);
    }

    /// After most errors SQLite has ended the transaction by itself, a full disk among them, and the driver does
    /// not know: later statements on that connection would be committed one by one. So it is never used again.
    private static final class EvictAfterErrors implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return DatabaseException.isViolation(e) ? Override.CONTINUE_EVICT : Override.MUST_EVICT;
        }
    }

    private static HikariConfig config(String name, String url, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setAutoCommit(false);
        return config;
    }
}
