package io.rollcall.operation;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// The service's own database: an embedded SQLite file that survives `kill -9` after every commit (write-ahead
/// log, full synchronization). Safe for many threads. SQLite has one writer, so writers queue up here and not
/// in its busy loop.
public final class Database implements AutoCloseable {
    /// Something that is done with a connection inside one transaction.
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /// The same for work that answers nothing.
    @FunctionalInterface
    interface Change {
        void with(Connection connection) throws SQLException;
    }

    private final HikariDataSource readers;
    private final HikariDataSource writer;
    private final DataSource writing;
    private final ReentrantLock oneWriter = new ReentrantLock(true);

    private Database(HikariDataSource readers, HikariDataSource writer, DataSource writing) {
        this.readers = readers;
        this.writer = writer;
        this.writing = writing;
    }

    /// Opens the database in that file, makes it if it is not there, and brings its schema up to date.
    public static Database open(Path file) {
        return open(file, writer -> writer);
    }

    /// As above.
    ///
    /// @param around put between the transactions that write and the database: tests let it die there
    static Database open(Path file, UnaryOperator<DataSource> around) {
        String url = "jdbc:sqlite:" + file
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&foreign_keys=on&transaction_mode=IMMEDIATE";
        HikariDataSource writer = pool("writer", url, 1);
        try {
            Flyway.configure()
                    .dataSource(writer)
                    .locations("classpath:db/common")
                    .load()
                    .migrate();
            return new Database(pool("readers", url.replace("IMMEDIATE", "DEFERRED"), 4), writer, around.apply(writer));
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static HikariDataSource pool(String name, String url, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    /// Does the work in a transaction of its own and commits it; afterwards it survives whatever dies.
    ///
    /// @throws DatabaseException when the database refused; nothing is written then
    <T> T write(Work<T> work) {
        oneWriter.lock();
        try {
            return transaction(writing, work);
        } finally {
            oneWriter.unlock();
        }
    }

    /// As [#write], for work that answers nothing.
    void change(Change work) {
        boolean ignored = write(connection -> {
            work.with(connection);
            return true;
        });
    }

    /// Reads in one consistent view.
    ///
    /// @throws DatabaseException when the database refused
    <T> T read(Work<T> work) {
        return transaction(readers, work);
    }

    private static <T> T transaction(DataSource pool, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// Asks for the least that proves the database answers.
    public void check() {
        read(connection -> {
            try (var statement = connection.prepareStatement("select 1")) {
                return statement.execute();
            }
        });
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
