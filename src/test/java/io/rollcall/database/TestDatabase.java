package io.rollcall.database;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// A database of a test's own, of the kind that this run of the tests is about: the same tests run on both, the
/// second time with `-Drollcall.database=postgresql`.
public final class TestDatabase {
    private static final Map<Path, TestDatabase> KNOWN = new ConcurrentHashMap<>();

    private final Pools pools;
    private final Pools once;

    private TestDatabase(Pools pools, Pools once) {
        this.pools = pools;
        this.once = once;
    }

    /// The database that belongs to a folder: empty at first, and the same whenever it is asked for.
    public static TestDatabase in(Path folder) {
        return KNOWN.computeIfAbsent(folder, TestDatabase::create);
    }

    private static TestDatabase create(Path folder) {
        return switch (System.getProperty("rollcall.database", "sqlite")) {
            case "sqlite" -> sqlite(Pools.sqlite(folder.resolve("rollcall.db")));
            case "postgresql" -> postgresql(Postgres.shared().newDatabaseWithSchema());
            case String other -> throw new IllegalArgumentException("no such database: " + other);
        };
    }

    private static TestDatabase sqlite(Pools pools) {
        return new TestDatabase(pools, pools);
    }

    /// Tests move their own clock.
    private static TestDatabase postgresql(PostgresSettings settings) {
        return new TestDatabase(
                Pools.postgres(settings).withOwnClock(),
                Pools.postgresOnce(settings).withOwnClock());
    }

    /// For a command that is no replica.
    public Pools once() {
        return once;
    }

    public Database open() {
        return open(writer -> writer);
    }

    public Database open(UnaryOperator<DataSource> around) {
        return Database.open(pools, around);
    }

    public Database open(UnaryOperator<DataSource> aroundReaders, UnaryOperator<DataSource> aroundWriters) {
        return Database.open(pools, aroundReaders, aroundWriters);
    }
}
