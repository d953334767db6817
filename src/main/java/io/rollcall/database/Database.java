package io.rollcall.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The service's own database: an embedded SQLite file for one process, or a PostgreSQL that any number of
/// replicas share. What is committed survives `kill -9` in both (write-ahead log, synchronous commit).
/// Thread-safe.
public final class Database implements AutoCloseable {
    /// Work with a connection inside one transaction. It may be repeated from its beginning when the database
    /// rolled the transaction back in favour of another one, so it must not change anything outside the database.
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /// The same for work without a result.
    @FunctionalInterface
    public interface Change {
        void with(Connection connection) throws SQLException;
    }

    /// How often a transaction of PostgreSQL that conflicts with another one is tried; more conflicts in a row are
    /// no accident.
    private static final int MOST_TRIES = 5;

    /// The current time in a statement, where it is a parameter.
    public static final String OWN_CLOCK = "cast(? as bigint)";

    private static final String SERVER_CLOCK = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

    private final Dialect dialect;
    private final boolean serverClock;
    private final HikariDataSource readers;
    private final HikariDataSource writers;
    private final DataSource reading;
    private final DataSource writing;

    /// SQLite has one writer, so writers queue up here and not in its busy loop. PostgreSQL needs no such lock.
    private final @Nullable ReentrantLock oneWriter;

    /// Begins and ends of transactions that write, where there is one writer: odd while one is under way.
    private final AtomicLong writes = new AtomicLong();

    private Database(
            Pools pools,
            HikariDataSource readers,
            HikariDataSource writers,
            UnaryOperator<DataSource> aroundReaders,
            UnaryOperator<DataSource> aroundWriters) {
        this.dialect = pools.dialect();
        this.serverClock = pools.serverClock();
        this.readers = readers;
        this.writers = writers;
        this.reading = aroundReaders.apply(readers);
        this.writing = aroundWriters.apply(writers);
        this.oneWriter = dialect == Dialect.SQLITE ? new ReentrantLock(true) : null;
    }

    /// Opens the database in that file, creates it if it does not exist, and brings its schema up to date.
    ///
    /// @throws SchemaException when a newer version of this program wrote it
    /// @throws DatabaseException when it cannot be opened
    public static Database open(Path file) {
        return open(Pools.sqlite(file), writer -> writer);
    }

    /// Opens a database on a PostgreSQL server and brings its schema up to date. Replicas that start at the same
    /// moment wait for the first of them to do so.
    ///
    /// @throws SchemaException when a newer version of this program wrote it
    /// @throws DatabaseException when it cannot be opened
    public static Database open(PostgresSettings settings) {
        return open(Pools.postgres(settings), writer -> writer);
    }

    /// Opens a database as it is, only to read it: a service that uses it is not disturbed.
    ///
    /// @throws DatabaseException when it cannot be opened
    public static Database reading(Pools pools) {
        try {
            HikariDataSource readers = pools.readers();
            return new Database(pools, readers, readers, same -> same, same -> same);
        } catch (RuntimeException e) {
            throw new DatabaseException(e);
        }
    }

    /// As the method above.
    ///
    /// @param around wraps the connections of transactions that write: tests simulate a crash there
    public static Database open(Pools pools, UnaryOperator<DataSource> around) {
        return open(pools, readers -> readers, around);
    }

    /// As the method above.
    ///
    /// @param aroundReaders wraps the connections of transactions that read: tests count them there
    public static Database open(
            Pools pools, UnaryOperator<DataSource> aroundReaders, UnaryOperator<DataSource> aroundWriters) {
        try (HikariDataSource migrations = pools.migrations()) {
            Schema.bringUpToDate(migrations);
        } catch (RuntimeException e) {
            throw e instanceof SchemaException || e instanceof DatabaseException ? e : new DatabaseException(e);
        }
        return new Database(pools, pools.readers(), pools.writers(), aroundReaders, aroundWriters);
    }

    /// Whether only one process uses this database.
    public boolean exclusive() {
        return dialect == Dialect.SQLITE;
    }

    public Dialect dialect() {
        return dialect;
    }

    /// The current time for all replicas that share this database, in milliseconds since 1970: leases of several
    /// machines need one clock, which is the server's. A process that is alone on its database uses its own clock.
    public long now(Connection connection, InstantSource own) throws SQLException {
        return serverClock
                ? Sql.first(connection, "select " + SERVER_CLOCK, row -> row.getLong(1))
                        .orElseThrow()
                : own.millis();
    }

    /// The same as an expression of a statement: [#OWN_CLOCK] where the time of this process's own clock is a
    /// parameter.
    public String clockSql() {
        return serverClock ? SERVER_CLOCK : OWN_CLOCK;
    }

    /// Does the work in a transaction of its own and commits it; afterwards it survives any crash.
    ///
    /// @throws DatabaseException when the database fails; then nothing is written
    public <T> T write(Work<T> work) {
        if (oneWriter == null) {
            return transaction(writing, work);
        }
        oneWriter.lock();
        writes.incrementAndGet();
        try {
            return transaction(writing, work);
        } finally {
            writes.incrementAndGet();
            oneWriter.unlock();
        }
    }

    /// A number that stays the same while nothing is written: what was read since it was first given is still so.
    /// Empty while a transaction writes, and always where other processes may write.
    public OptionalLong unwritten() {
        long now = writes.get();
        return oneWriter == null || now % 2 == 1 ? OptionalLong.empty() : OptionalLong.of(now);
    }

    /// As [#write], for work without a result.
    public void change(Change work) {
        boolean ignored = write(connection -> {
            work.with(connection);
            return true;
        });
    }

    /// Reads in one consistent view.
    ///
    /// @throws DatabaseException when the database refused
    public <T> T read(Work<T> work) {
        return transaction(reading, work);
    }

    /// Reads by one statement, which sees one consistent view by itself and needs no round trip to end a
    /// transaction.
    ///
    /// @throws DatabaseException when the database refused
    public <T> T look(Work<T> statement) {
        try (Connection connection = reading.getConnection()) {
            connection.setAutoCommit(true);
            return statement.with(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static <T> T transaction(DataSource pool, Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return once(pool, work);
            } catch (DatabaseException e) {
                if (!e.gaveWay() || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static <T> T once(DataSource pool, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// On a broken connection there is nothing to roll back, and the reason of the failure must not be lost.
    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /// Which connections.
    public enum Pool {
        READERS,
        WRITERS
    }

    private HikariDataSource of(Pool pool) {
        return pool == Pool.READERS ? readers : writers;
    }

    /// How many connections of a pool are in use.
    public int busy(Pool pool) {
        HikariPoolMXBean open = of(pool).getHikariPoolMXBean();
        return open == null ? 0 : open.getActiveConnections();
    }

    /// How many connections a pool may have.
    public int limit(Pool pool) {
        return of(pool).getMaximumPoolSize();
    }

    /// How many threads wait for a connection of a pool.
    public int waiting(Pool pool) {
        HikariPoolMXBean open = of(pool).getHikariPoolMXBean();
        return open == null ? 0 : open.getThreadsAwaitingConnection();
    }

    /// Sends the smallest query that proves that the database answers.
    public void check() {
        boolean ignored = read(connection -> {
            try (var statement = connection.prepareStatement("select 1")) {
                return statement.execute();
            }
        });
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
