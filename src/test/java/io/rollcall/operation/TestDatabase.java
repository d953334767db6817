package io.rollcall.operation;

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

    private TestDatabase(Pools pools) {
        this.pools = pools;
    }

    /// The database that belongs to a folder: empty at first, and the same whenever it is asked for.
    public static TestDatabase in(Path folder) {
        return KNOWN.computeIfAbsent(folder, TestDatabase::create);
    }

    private static TestDatabase create(Path folder) {
        return switch (System.getProperty("rollcall.database", "sqlite")) {
            case "sqlite" -> new TestDatabase(Pools.sqlite(folder.resolve("rollcall.db")));
            // Tests move their own clock.
            case "postgresql" ->
                new TestDatabase(Pools.postgres(Postgres.shared().newDatabaseWithSchema())
                        .withOwnClock());
            case String other -> throw new IllegalArgumentException("no such database: " + other);
        };
    }

    public Database open() {
        return open(writer -> writer);
    }

    Database open(UnaryOperator<DataSource> around) {
        return Database.open(pools, around);
    }

    Database open(UnaryOperator<DataSource> aroundReaders, UnaryOperator<DataSource> aroundWriters) {
        return Database.open(pools, aroundReaders, aroundWriters);
    }
}
