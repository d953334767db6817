package io.rollcall.operation.lease;

import io.rollcall.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The first statement of every transaction of a worker: changes the operation's row and proves by that that the
/// claim still holds. A worker that lost the lease gets no further, and its transaction is rolled back.
public final class Fence {
    private Fence() {}

    /// @param assignments what follows `set`
    /// @throws LeaseLostException when another worker has the operation now, or it has ended
    public static void pass(Connection connection, Claim claim, String assignments, @Nullable Object... values)
            throws SQLException {
        @Nullable Object[] parameters = Arrays.copyOf(values, values.length + 2);
        parameters[values.length] = claim.operation().value();
        parameters[values.length + 1] = claim.token();
        int rows = Sql.update(
                connection,
                "update operation set " + assignments + " where id = ? and token = ? and state = 'running'",
                parameters);
        if (rows == 0) {
            throw new LeaseLostException(claim.operation());
        }
    }
}
