package io.rollcall.operation.store;

import io.rollcall.database.Sql;
import io.rollcall.operation.model.Result;
import io.rollcall.operation.model.Tally;
import io.rollcall.sync.target.ObjectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Counts the rows of operations, which are many: a count is given again where the rows are certain to be the same,
/// because the operation has ended, or because nothing was written to the database since. Thread-safe.
final class TallyReader {
    private static final int MOST_KEPT = 500;
    private static final long FOR_EVER = -1;

    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /// @param writes [io.rollcall.database.Database#unwritten] before the count, or [#FOR_EVER]
    private record Kept(long writes, Map<ObjectKind, Tally> tallies) {
        boolean holds(OptionalLong now) {
            return writes == FOR_EVER || (now.isPresent() && now.getAsLong() == writes);
        }
    }

    /// @param ended whether the operation has ended, as the same transaction sees it
    /// @param writes [io.rollcall.database.Database#unwritten] before the transaction began; empty when that is not
    ///     known
    Map<ObjectKind, Tally> read(Connection connection, String operation, boolean ended, OptionalLong writes)
            throws SQLException {
        synchronized (kept) {
            Kept last = kept.get(operation);
            if (last != null && last.holds(writes)) {
                return last.tallies();
            }
        }
        Map<ObjectKind, Tally> tallies = Collections.unmodifiableMap(count(connection, operation));
        if (ended || writes.isPresent()) {
            synchronized (kept) {
                kept.put(operation, new Kept(ended ? FOR_EVER : writes.getAsLong(), tallies));
            }
        }
        return tallies;
    }

    private static Map<ObjectKind, Tally> count(Connection connection, String operation) throws SQLException {
        Map<ObjectKind, Tally> tallies = new EnumMap<>(ObjectKind.class);
        Sql.each(
                connection,
                "select kind, outcome, count(*) from result where operation_id = ? group by outcome, kind",
                row -> {
                    ObjectKind kind = ObjectKind.of(row.getString(1));
                    int count = row.getInt(3);
                    Tally tally = switch (Result.Outcome.of(row.getString(2))) {
                        case PLANNED, SKIPPED -> new Tally(count, 0, 0);
                        case APPLIED, ALREADY_SO -> new Tally(count, count, 0);
                        case FAILED, REFUSED -> new Tally(count, 0, count);
                    };
                    tallies.merge(kind, tally, Tally::plus);
                },
                operation);
        return tallies;
    }
}
