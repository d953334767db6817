package io.rollcall.operation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rollcall.cluster.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How connections to a database are made, for the three things that are done with it.
///
/// @param serverClock whether leases go by the clock of the database's server, and not by this process's
/// @param migrationPool for changes of the schema, which may take long
/// @param writerPool for transactions that write
/// @param readerPool for transactions that only read, each in one consistent view
record Pools(
        Dialect dialect,
        boolean serverClock,
        Supplier<HikariDataSource> migrationPool,
        Supplier<HikariDataSource> writerPool,
        Supplier<HikariDataSource> readerPool) {
    /// What a server calls the connections of a replica.
    static final String REPLICA = "rollcall";

    /// More do not make two cores and a disk faster, and a few replicas stay well below a server's usual 100.
    private static final int POSTGRES_CONNECTIONS = 8;

    /// Flyway holds its lock on one and migrates on another.
    private static final int FLYWAY_CONNECTIONS = 3;

    /// A server that says nothing for so long is not there. Longer than any transaction of ours.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// A 202 is a promise: a server set to lose the last transactions must not lose ours. And a replica that was
    /// stopped in the middle of a transaction must not keep its locks from others, who want to take over, while the
    /// network keeps its connection. The last of the settings is known to servers from 17 on.
    private static final String WRITER_SETTINGS = """
            select set_config(name, value, false) from pg_settings join (values
                ('synchronous_commit', 'on'),
                ('idle_in_transaction_session_timeout', '5s'),
                ('transaction_timeout', '%ds')) as wanted (name, value) using (name)
            """.formatted(SILENCE.toSeconds());

    /// The same, for leases by the clock of this process: tests move that one.
    Pools withOwnClock() {
        return new Pools(dialect, false, migrationPool, writerPool, readerPool);
    }

    HikariDataSource migrations() {
        return migrationPool.get();
    }

    HikariDataSource writers() {
        return writerPool.get();
    }

    HikariDataSource readers() {
        return readerPool.get();
    }

    static Pools sqlite(Path file) {
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
                () -> new HikariDataSource(postgres("migrations", settings, FLYWAY_CONNECTIONS)),
                () -> {
                    HikariConfig config = postgres("writers", settings, POSTGRES_CONNECTIONS);
                    limitSilence(config);
                    config.setConnectionInitSql(WRITER_SETTINGS);
                    return new HikariDataSource(config);
                },
                () -> {
                    HikariConfig config = postgres("readers", settings, POSTGRES_CONNECTIONS);
                    limitSilence(config);
                    config.setReadOnly(true);
                    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
                    return new HikariDataSource(config);
                });
    }

    /// For a command that reads or writes all there is: single statements may take long, and a look at the server's
    /// connections shows that this is no replica.
    static Pools postgresOnce(PostgresSettings settings) {
        return new Pools(
                Dialect.POSTGRESQL,
                true,
                () -> new HikariDataSource(once("migrations", settings, FLYWAY_CONNECTIONS)),
                () -> new HikariDataSource(once("writer", settings, 1)),
                () -> {
                    HikariConfig config = once("reader", settings, 1);
                    config.setReadOnly(true);
                    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
                    return new HikariDataSource(config);
                });
    }

    private static HikariConfig once(String name, PostgresSettings settings, int size) {
        HikariConfig config = postgres(name, settings, size);
        config.addDataSourceProperty("ApplicationName", "rollcall once");
        return config;
    }

    private static void limitSilence(HikariConfig config) {
        config.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
    }

    private static HikariConfig postgres(String name, PostgresSettings settings, int size) {
        HikariConfig config = config(name, settings.jdbcUrl(), size);
        @Nullable String user = settings.user();
        @Nullable Secret password = settings.password();
        if (user != null) {
            config.setUsername(user);
        }
        if (password != null) {
            config.setPassword(password.reveal());
        }
        config.setMinimumIdle(1);
        Properties driver = config.getDataSourceProperties();
        driver.setProperty("ApplicationName", REPLICA);
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("reWriteBatchedInserts", "true");
        return config;
    }

    private static HikariDataSource pool(String name, String url, int size) {
        return new HikariDataSource(config(name, url, size));
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
